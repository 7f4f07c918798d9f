import { describe, expect, it } from 'vitest';
import { awaitStillServed } from '../../activities/await-still-served.ts';
import { sightBuilds } from '../../activities/builds.ts';
import { findWitness } from '../../activities/find-witness.ts';
import type { PublishedBuild } from '../../domain/build.ts';
import { isGreen, type GreenBuild } from '../../domain/builds.ts';
import type { Stage } from '../../domain/pipeline.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { withPulse } from '../../activities/pulse.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { samplePackage } from '../sandbox/sample-storage.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const VERSION = 'orchestra@1.0.0';
const packageVersion = parsePackageVersion(VERSION);
const LAYERS = [
  { stage: 'staging', branch: 'staging' },
  { stage: 'production', branch: 'production' },
];

async function start() {
  const { sandbox, services } = await sandboxServices();
  const { github, jenkins, registries } = sandbox;

  /** Builds a stage's image. @returns its build. */
  const build = async (stage: string): Promise<GreenBuild> => {
    const job = () => services.jenkins.lookAtJob(services.jobOf(stage), services.storage.repository);
    const last = (await job()).builds[0]?.number ?? 0;
    await services.jenkins.trigger(services.jobOf(stage));
    const find = async () => (await job()).builds.filter(isGreen).find(({ number }) => number > last);
    await expect.poll(find, { timeout: 20_000 }).toBeDefined();
    return (await find()) as GreenBuild;
  };
  const add = (branch: string, name: string) =>
    github.pushCommit(branch, samplePackage(name, '1.0.0'), 'author', `Add ${name}`);
  const remove = (branch: string, name: string) => {
    const files = Object.keys(samplePackage(name, '1.0.0')).map((path) => [path, null]);
    return github.pushCommit(branch, Object.fromEntries(files), 'author', `Remove ${name}`);
  };

  /** Looks once whether snapshot goes on serving a version of production, after a registry that lost it. */
  const lookAtLoss = async () => {
    const { production } = await services.storage.lookAtBranches(packageVersion, ['production']);
    const { content } = await services.storage.readContent(production?.versionTree ?? '');
    registries['snapshot']?.faults.add({ kind: 'versionVanishes', value: VERSION });
    const policy = { content: 'full', looks: 2, windowMs: 1 } as const;
    const holders = [{ stage: 'snapshot', branch: 'snapshot' }, ...LAYERS];
    const input = { stage: 'snapshot', holders, packageVersion, content, policy };
    const since = { since: Date.now(), isLost: false, timing: DEFAULT_TIMING };
    return inActivity(() => awaitStillServed(services, { ...input, ...since }));
  };
  const witnessOf = (published: PublishedBuild, of = packageVersion) =>
    inActivity(() =>
      findWitness(services, { stage: 'snapshot', build: published, layers: LAYERS, packageVersion: of }),
    );

  /** Looks once whether snapshot serves the content of another version, after two looks in a row that found it. */
  const lookAtOther = async (seenDifference?: string) => {
    await add('production', 'other');
    const other = parsePackageVersion('other@1.0.0');
    const { production } = await services.storage.lookAtBranches(other, ['production']);
    const { content } = await services.storage.readContent(production?.versionTree ?? '');
    const policy = { content: 'full', looks: 2, windowMs: 1 } as const;
    const input = { stage: 'snapshot', holders: [], packageVersion, content, policy, timing: DEFAULT_TIMING };
    const seen = seenDifference === undefined ? {} : { seenDifference };
    const beats: unknown[] = [{ served: 2, servedSinceOut: 1, witnessing: { kind: 'none' } }];
    const look = () => awaitStillServed(services, { ...input, ...seen, since: 0, isLost: false });
    const looked = await Promise.allSettled([inActivity(() => withPulse(look), 2, undefined, beats)]);
    return { looked: looked[0], remembered: beats.at(-1) };
  };
  return { services, github, jenkins, build, add, remove, lookAtLoss, lookAtOther, witnessOf };
}

describe('the alarm of a registry that lost a version', () => {
  it('says what holds it after all, and when it was lost', async () => {
    const { build, lookAtLoss } = await start();
    const { number: layer } = await build('production');
    const { number: image } = await build('snapshot');
    const sighting = await lookAtLoss();
    if (sighting.kind !== 'vanished') throw new Error(`it is ${sighting.kind}`);
    expect(new Date(sighting.at).toISOString()).toBe(sighting.at);
    const clock = sighting.at.slice(11, 19);
    expect(sighting.sentence).toBe(
      `snapshot lost ${VERSION} at ${clock} (UTC): the image of build ${image} holds it, on production build ${layer}; an older image may have been rolled out`,
    );
  });

  it.each([
    ['snapshot', /\(UTC\): the builds of snapshot could not be read: .*503/],
    ['staging', /holds it, on production build \d+; .*; the builds of staging could not be read: .*503/],
  ])('does not depend on the builds of %s', async (stage, sentence) => {
    const { jenkins, lookAtLoss } = await start();
    jenkins.faults.add({ kind: '503Loading', match: `GET .*/${stage}/api` });
    expect(await lookAtLoss()).toMatchObject({
      kind: 'vanished',
      sentence: expect.stringMatching(sentence),
    });
  });

  it('does not depend on what GitHub says of the commits', async () => {
    const { github, lookAtLoss } = await start();
    github.faults.inject({ operation: 'FindHolders', status: 502 });
    expect(await lookAtLoss()).toMatchObject({
      kind: 'vanished',
      sentence: expect.stringMatching(
        /stands on staging build \d+ and production build \d+; what it holds could not be read: /,
      ),
    });
  });

  it('does not wait for a Jenkins that is slow', async () => {
    const { jenkins, lookAtLoss } = await start();
    jenkins.faults.add({ kind: 'slow', match: 'GET ', ms: 20_000 });
    const began = Date.now();
    expect(await lookAtLoss()).toMatchObject({
      kind: 'vanished',
      sentence: expect.stringContaining('the builds of snapshot could not be read: no answer within 5 s'),
    });
    expect(Date.now() - began).toBeLessThan(15_000);
  });
});

describe('looks in a row', () => {
  it('begin anew after one that finds another content, also one that was told', async () => {
    const { lookAtOther } = await start();
    const none = { served: 0, servedSinceOut: 0, witnessing: { kind: 'none' } };
    const { looked, remembered } = await lookAtOther();
    expect(looked).toMatchObject({ status: 'fulfilled', value: { kind: 'differs' } });
    expect(remembered).toEqual(none);
    if (looked.status !== 'fulfilled') throw looked.reason;
    const again = await lookAtOther(looked.value.sentence);
    expect(again).toMatchObject({ looked: { status: 'rejected' }, remembered: none });
  });
});

describe('a watch whose window is over', () => {
  it('goes on where a person is to say that the image is out, and some build is waited for', async () => {
    const { services, build } = await start();
    await build('production');
    const { number, url, commit, startedAt, finishedAt } = await build('snapshot');
    const { production } = await services.storage.lookAtBranches(packageVersion, ['production']);
    const { content } = await services.storage.readContent(production?.versionTree ?? '');
    const look = async (policy: Partial<Stage['proof']>, published?: PublishedBuild) => {
      const proof = { content: 'full', looks: 1, windowMs: 1, ...policy } as const;
      const input = { stage: 'snapshot', holders: LAYERS, packageVersion, content, policy: proof };
      const [looked] = await Promise.allSettled([
        inActivity(() =>
          awaitStillServed(services, {
            ...input,
            since: 0,
            isLost: false,
            timing: DEFAULT_TIMING,
            ...(published !== undefined && { build: published }),
          }),
        ),
      ]);
      return looked?.status === 'fulfilled' ? looked.value.sentence : String(looked?.reason);
    };
    const image = { number, url, commit, startedAt, finishedAt };
    expect(await look({}, image)).toContain('roll-out not witnessed');
    expect(await look({ awaitsWord: true }, image)).toContain(
      `watched until it is told that build ${number} is out (\`limelight deployed snapshot --build ${number}\`)`,
    );
    expect(await look({ awaitsWord: true })).toContain('roll-out not witnessed');
  });
});

describe('the layers of a published build', () => {
  it('are those of the moment at which it started; one that cannot be read holds up nobody', async () => {
    const { services, jenkins, build } = await start();
    const { number: layer } = await build('staging');
    const { commit, number } = await build('snapshot');
    await build('staging');
    const requests = [{ id: 'a', workflowId: 'package/a@1.0.0', commit, layers: [] }];
    const layers = LAYERS.map(({ stage }) => stage);
    const look = () =>
      inActivity(() => sightBuilds(services, { stage: 'snapshot', requests, passOver: 0, layers }));
    const [production] = (
      await services.jenkins.lookAtJob(services.jobOf('production'), services.storage.repository)
    ).builds;
    const below = { stage: 'production', build: production?.number };
    expect(await look()).toMatchObject({
      outlook: 'none-left',
      answers: [{ build: { number, layers: [{ stage: 'staging', build: layer }, below] } }],
    });
    jenkins.faults.add({ kind: '404job', match: 'GET .*/staging/api' });
    expect((await look()).answers[0]?.build.layers).toEqual([below]);
  });
});

describe('the witness of an image', () => {
  it('is what its commit added, and not what the journey carries', async () => {
    const { build, add, witnessOf } = await start();
    await build('snapshot');
    await add('snapshot', 'first');
    await add('snapshot', 'second');
    const image = await build('snapshot');
    const carried = parsePackageVersion('first@1.0.0');
    const second = { packageVersion: parsePackageVersion('second@1.0.0'), change: 'added', isSure: true };
    expect(await witnessOf(image, carried)).toEqual(second);
  });

  it('is nothing that an image of the same commit on older layers shows as well', async () => {
    const { build, add, remove, witnessOf } = await start();
    await add('staging', 'leaving');
    await build('staging');
    await build('snapshot');
    await add('snapshot', 'young');
    const first = await build('snapshot');
    const again = await build('snapshot');
    expect(await witnessOf(first)).toMatchObject({ packageVersion: { name: 'young' } });
    // The same packages: what showed the first image shows this one.
    expect(await witnessOf(again)).toMatchObject({ packageVersion: { name: 'young' } });

    await remove('staging', 'leaving');
    await build('staging');
    const rebased = await build('snapshot');
    expect(rebased.commit).toBe(first.commit);
    expect(await witnessOf(rebased)).toEqual({
      packageVersion: parsePackageVersion('leaving@1.0.0'),
      change: 'dropped',
      isSure: false,
    });
  });

  it('is, where it was dropped, only sure as long as Jenkins lists every build before', async () => {
    const { build, add, remove, jenkins, witnessOf } = await start();
    await add('snapshot', 'young');
    await build('snapshot');
    await remove('snapshot', 'young');
    const image = await build('snapshot');
    const dropped = { packageVersion: parsePackageVersion('young@1.0.0'), change: 'dropped', isSure: false };
    // The first image of all never had it: that may still be out, and so it may once nobody lists it any more.
    expect(await witnessOf(image)).toEqual(dropped);
    jenkins.faults.add({ kind: 'discardBuild', value: 'job/package-storage/job/snapshot', times: 1 });
    expect(await witnessOf(image)).toEqual(dropped);
  });

  it('costs three calls of GitHub where one branch moved', async () => {
    const { build, add, github, witnessOf } = await start();
    await build('snapshot');
    await add('snapshot', 'counted');
    const image = await build('snapshot');
    const before = github.log.matching(/./).length;
    await witnessOf(image);
    const asked = github.log.matching(/./).slice(before);
    expect(asked.map(({ note }) => note)).toEqual(['PackagesOf', 'ReadTrees', 'FindHolders']);
  });
});
