import { ApplicationFailure } from '@temporalio/common';
import { expect, it, vi } from 'vitest';
import { awaitGone } from '../../activities/await-gone.ts';
import { awaitServed } from '../../activities/await-served.ts';
import { awaitStillServed } from '../../activities/await-still-served.ts';
import { withPulse } from '../../activities/pulse.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const VERSION = 'orchestra@1.0.0';
const packageVersion = parsePackageVersion(VERSION);
const stage = 'production';
const holders = [{ stage, branch: stage }];
const policy = { content: 'full', looks: 3, windowMs: 3_600_000 } as const;
const timing = { ...DEFAULT_TIMING, registryMs: 1 };

/** A registry that serves a version, and looks at it that remember those before. */
async function start() {
  const { sandbox, services } = await sandboxServices();
  const { [stage]: branch } = await services.storage.lookAtBranches(packageVersion, [stage]);
  const { content } = await services.storage.readContent(branch?.versionTree ?? '');
  const input = { stage, holders, packageVersion, content, policy, timing };
  const beats: unknown[] = [];
  /** @returns what a look failed with, as one that is to be tried again. */
  const failureOf = async (work: () => Promise<unknown>): Promise<ApplicationFailure> => {
    const [looked] = await Promise.allSettled([inActivity(() => withPulse(work), 1, undefined, beats)]);
    if (looked?.status !== 'rejected' || !(looked.reason instanceof ApplicationFailure))
      throw new TypeError(`The look did not ask for another one: ${JSON.stringify(looked)}`);
    return looked.reason;
  };
  const looks = {
    awaitServed: () => awaitServed(services, input),
    awaitStillServed: () => awaitStillServed(services, { ...input, since: Date.now(), isLost: false }),
    awaitGone: () =>
      awaitGone(services, { ...input, packageVersion: parsePackageVersion('orchestra@9.9.9') }),
  };
  return { registry: sandbox.registries[stage], services, failureOf, looks };
}

it.each(['awaitServed', 'awaitStillServed', 'awaitGone'] as const)(
  'the looks in a row of %s are never closer than the max-age of the answers: a cache would repeat one of them',
  async (name) => {
    const { services, failureOf, looks } = await start();
    const { maxAgeMs } = await services.registryOf(stage).lookAtSearch(packageVersion);
    expect(maxAgeMs).toBeGreaterThan(0);
    for (const random of [0, 0.999]) {
      const spy = vi.spyOn(Math, 'random').mockReturnValue(random);
      const { message, nextRetryDelay } = await failureOf(looks[name]);
      spy.mockRestore();
      expect(message).toMatch(/^(served|gone) /);
      expect(nextRetryDelay).toBeGreaterThanOrEqual(maxAgeMs);
    }
  },
);

it('a look that does not find the version begins the row anew', async () => {
  const { registry, failureOf, looks } = await start();
  expect((await failureOf(looks.awaitServed)).message).toBe('served 1 of 3 times in a row');
  expect((await failureOf(looks.awaitServed)).message).toBe('served 2 of 3 times in a row');
  registry?.faults.add({ kind: 'versionVanishes', value: VERSION });
  expect((await failureOf(looks.awaitServed)).message).toMatch(
    /^waiting: .* does not serve orchestra@1\.0\.0$/,
  );
  registry?.faults.clear();
  expect((await failureOf(looks.awaitServed)).message).toBe('served 1 of 3 times in a row');
});
