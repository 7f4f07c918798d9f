import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartRequest } from '../../client/journeys.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { smallPackage } from '../support/small-package.ts';
import { untilState } from '../support/journeys.ts';
import { World } from '../support/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start({ teammate: undefined });
});
afterAll(() => world?.close());

/** A gate that is closed until somebody opens it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe('a start right after an end was asked for waits for it, and then starts a new journey', () => {
  it.each([
    [
      'limelight abort',
      'prompter@1.0.0',
      (text: string) => world.journeys.abort(parsePackageVersion(text), { actor: 'ada' }),
    ],
    ['Cancel in the Temporal UI', 'prompter@2.0.0', (text: string) => world.handle(text).cancel()],
  ])('%s', async (_how, text, end) => {
    const cleaning = gate();
    const ending = gate();
    const request: StartRequest = {
      packageVersion: parsePackageVersion(text),
      source: await smallPackage(world.sandbox.dataDir, text),
      route: ['snapshot'],
      requester: 'grace',
      onEnding: ending.open,
    };
    await world.withWorker(
      async () => {
        const first = await world.journeys.start(request);
        await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'approval');
        await end(text);

        // With another route, too: what ends is in nobody's way.
        const starting = world.journeys.start({ ...request, route: ['snapshot', 'production'] });
        await Promise.race([ending.passed, starting]);
        expect((await world.handle(text).describe()).runId).toBe(first.runId);
        cleaning.open();

        const second = await starting;
        expect(second.kind).toBe('started');
        expect(second.runId).not.toBe(first.runId);
        const old = world.client.workflow.getHandle(first.workflowId, first.runId);
        expect(await old.result()).toMatchObject({ outcome: 'aborted' });

        // The clean-up has taken nothing of the new journey away.
        const state = await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'approval');
        expect(state.route).toEqual(['snapshot', 'production']);
        const open = world.sandbox.github.pullRequests().filter((pull) => pull.state === 'open');
        expect(open.map(({ title }) => title)).toContain(`[snapshot] Add ${text}`);
        await world.journeys.abort(request.packageVersion, { actor: 'ada' });
        await world.handle(text).result();
      },
      ({ cleanUp }) => ({
        cleanUp: async (input) => {
          await cleaning.passed;
          return cleanUp(input);
        },
      }),
    );
  });
});
