import { ApplicationFailure } from '@temporalio/common';
import { expect, it, vi } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { Registry } from '../../services/registry/registry.ts';
import { RegistryError } from '../../services/registry/registry-error.ts';
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
    const [looked] = await Promise.allSettled([inActivity(work, 1, undefined, beats)]);
    if (looked?.status !== 'rejected' || !(looked.reason instanceof ApplicationFailure))
      throw new TypeError(`The look did not ask for another one: ${JSON.stringify(looked)}`);
    return looked.reason;
  };
  const { awaitServed, awaitStillServed, awaitGone } = createActivities(services);
  const looks = {
    awaitServed: () => awaitServed(input),
    awaitStillServed: () => awaitStillServed({ ...input, since: Date.now(), isLost: false }),
    awaitGone: () => awaitGone({ ...input, packageVersion: parsePackageVersion('orchestra@9.9.9') }),
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

it.each(['awaitServed', 'awaitStillServed'] as const)(
  '%s looks again when the registry, or a proxy before it, refuses to answer: it asks nobody, and does not end',
  async (name) => {
    const { services, failureOf, looks } = await start();
    const call = {
      operation: 'lookAtPackage',
      method: 'GET',
      url: new URL(services.registryOf(stage).url),
    } as const;
    const answer = { status: 403, headers: {}, text: 'Forbidden' };
    vi.spyOn(Registry.prototype, 'lookAtPackage').mockRejectedValueOnce(new RegistryError(call, answer));
    const refused = await failureOf(looks[name]);
    expect(refused).toMatchObject({ type: 'Unavailable', nonRetryable: false });
    expect(refused.message).toContain('403');
    expect((await failureOf(looks[name])).message).toMatch(/^served /);
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
