import { describe, expect, it } from 'vitest';
import { awaitBuilds, requestBuilds } from '../../activities/builds.ts';
import { awaitLine } from '../../activities/line.ts';
import type { Services } from '../../activities/services.ts';
import type { LineScope } from '../../domain/line.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';
import { lineStoppedFor } from '../support/stopped-line.ts';

const SNAPSHOT: LineScope = { kind: 'stage', stage: 'snapshot' };
const HELD = 'held by the line: op stopped the line for stage snapshot: incident 4711 (since noon)';

/** Asks for a build of now: none that is there will do. */
function asked(services: Services) {
  const layers = [{ stage: 'snapshot', build: 1, finishedAt: Date.now() }];
  const requests = [{ id: 'a', workflowId: 'package/a@1.0.0', layers }];
  const input = { stage: 'snapshot', requests, passOver: 0, timing: DEFAULT_TIMING };
  const numbers = async () => {
    const job = await services.jenkins.lookAtJob(services.jobOf('snapshot'), services.storage.repository);
    return { queued: job.queued, newest: job.builds[0]?.number };
  };
  return { input, numbers };
}

describe('a build, while the line is stopped at its stage or everywhere', () => {
  it.each<LineScope>([SNAPSHOT, { kind: 'everything' }])(
    'is not triggered, and is waited for: %j',
    async (scope) => {
      const { services } = await sandboxServices();
      const { input, numbers } = asked(services);
      const before = await numbers();
      const client = lineStoppedFor(scope);
      const held = await inActivity(() => requestBuilds(services, input), 1, client);
      expect(held).toMatchObject({
        outlook: 'expected',
        sentence: expect.stringMatching(/^held by the line: op/),
      });
      expect(held.triggered).toBeUndefined();
      expect(await numbers()).toEqual(before);

      const { stopped = '' } = held;
      const look = (seenStop: string) => () => awaitBuilds(services, { ...input, seenStop });
      await expect(inActivity(look(stopped), 1, client)).rejects.toMatchObject({ type: 'StillWaiting' });
      expect(await inActivity(look('for another reason'), 1, client)).toMatchObject({ stopped });
      expect(await inActivity(look(stopped))).toMatchObject({ outlook: 'missing' });
    },
  );

  it.each<LineScope>([
    { kind: 'stage', stage: 'production' },
    { kind: 'package', name: 'a' },
  ])('is triggered though the line is stopped for %j', async (scope) => {
    const { services } = await sandboxServices();
    const request = () => requestBuilds(services, asked(services).input);
    expect(await inActivity(request, 1, lineStoppedFor(scope))).toMatchObject({ triggered: true });
  });
});

describe('a roll-out', () => {
  it('is waited for until the line goes on, or is stopped for another reason', async () => {
    const look = (seen: string) => () => awaitLine({ stage: 'snapshot', seen, timing: DEFAULT_TIMING });
    const stopped = lineStoppedFor(SNAPSHOT);
    await expect(inActivity(look(HELD), 1, stopped)).rejects.toMatchObject({
      type: 'StillWaiting',
      message: `waiting: ${HELD}`,
    });
    await expect(inActivity(look('held for less'), 1, stopped)).resolves.toBeUndefined();
    await expect(inActivity(look(HELD))).resolves.toBeUndefined();
  });
});
