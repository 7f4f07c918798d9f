import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeChange, type MergeChangeInput } from '../../activities/merge-change.ts';
import { openChange } from '../../activities/open-change.ts';
import type { ChangeOrder } from '../../domain/change.ts';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const VERSION = 'orchestra@1.0.0';
const packageVersion = parsePackageVersion(VERSION);
const proof = { content: 'full', looks: 2, spacingMs: 1, windowMs: 1 } as const;

/** Production serves a version that staging still holds; a green pull request removes it there. */
async function untilRemovalIsGreen(looks = 2) {
  const { sandbox, services } = await sandboxServices();
  const { github, registries, gitDir } = sandbox;
  const files = readdirSync(sampleFolder(packageVersion), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [
      `${packagePath(packageVersion)}${file.slice(sampleFolder(packageVersion).length)}`,
      readFileSync(file, 'utf8'),
    ]);
  await github.pushCommit('staging', Object.fromEntries(files), 'author', 'Leave it behind');
  const { production: branch } = await services.storage.lookAtBranches(packageVersion, ['production']);
  const { content } = await services.storage.readContent(branch?.versionTree ?? '');
  const order: ChangeOrder = {
    kind: 'remove',
    packageVersion,
    stage: 'staging',
    branch: 'staging',
    content,
    round: 1,
  };
  const policy = {
    approval: { count: 0, via: [] },
    checks: { required: ['lint'], whenNone: 'wait' },
    digest: content.digest,
  } as const;
  const marker = { workflowId: `package/${VERSION}`, firstRunId: 'run', step: 'remove-staging' };
  const story = {
    marker,
    requester: 'author',
    route: ['staging', 'production'],
    position: 'step 1 of 1',
    soFar: [],
    startedAt: '2026-01-01T00:00:00Z',
  };
  const opened = await inActivity(() => openChange(services, { order, story, policy }));
  if (opened.kind !== 'open') throw new Error(`It did not open: ${opened.kind}`);
  const { number, head } = opened.observation;
  const input: MergeChangeInput = {
    order,
    policy,
    number,
    approvals: [],
    proven: {
      stage: 'production',
      branch: 'production',
      content: order.content,
      policy: { ...proof, looks },
    },
  };
  const merge = (attempt = 1, commit?: string) => {
    const proven = input.proven && { ...input.proven, ...(commit !== undefined && { commit }) };
    return inActivity(() => mergeChange(services, { ...input, ...(proven && { proven }) }), attempt);
  };
  /** Builds production's image. @returns the number of the build. */
  const build = async (): Promise<number> => {
    const job = () => services.jenkins.lookAtJob(services.jobOf('production'), services.storage.repository);
    const last = (await job()).builds[0]?.number ?? 0;
    await services.jenkins.trigger(services.jobOf('production'));
    const newest = async () => (await job()).builds[0];
    await expect.poll(newest, { timeout: 20_000 }).toMatchObject({ number: last + 1, result: 'SUCCESS' });
    return last + 1;
  };
  await expect
    .poll(() => services.storage.lookAtPullRequest({ number, packageVersion }), { timeout: 5_000 })
    .toMatchObject({ mergeStateStatus: 'CLEAN', contexts: [{ state: 'success' }, { state: 'success' }] });
  const held = (): boolean => {
    const path = `staging:${packagePath(packageVersion)}`;
    try {
      execFileSync('git', ['--git-dir', gitDir, 'rev-parse', '--verify', path], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  const { production: registry } = registries;
  if (registry === undefined) throw new Error('There is no registry of production');
  const pages = () => registry.log.matching(/^GET \/package\/orchestra\/1\.0\.0\/$/).length;
  return { github, jenkins: sandbox.jenkins, registry, pages, head, merge, build, held };
}

describe('the merge of a removal', () => {
  it('is refused when the registry says no again and again, and not at its first no', async () => {
    const { registry, merge, held } = await untilRemovalIsGreen();
    registry.faults.add({ kind: 'versionVanishes', value: VERSION });
    for (const attempt of [1, 2, 3]) {
      await expect(merge(attempt)).rejects.toMatchObject({ type: 'NotSettled', nonRetryable: false });
    }
    expect(await merge(4)).toMatchObject({
      kind: 'refused',
      reason: 'proof-lost',
      sentence: expect.stringContaining('does not serve orchestra@1.0.0, so staging keeps it'),
    });
    expect(held()).toBe(true);
    registry.faults.clear();
    expect(await merge()).toMatchObject({ kind: 'merged' });
    expect(held()).toBe(false);
  });

  it('is refused while the tag of the next stage belongs to a build that lacks the commit', async () => {
    const { github, jenkins, merge, build, held } = await untilRemovalIsGreen();
    const commit = await github.pushCommit('production', { 'later.txt': 'later\n' }, 'author', 'Go on');
    await build();
    jenkins.faults.add({ kind: 'staleTip', match: 'production', times: 1 });
    const stale = await build();
    for (const attempt of [1, 2, 3])
      await expect(merge(attempt, commit)).rejects.toMatchObject({ type: 'NotSettled', nonRetryable: false });
    expect(await merge(4, commit)).toMatchObject({
      kind: 'refused',
      reason: 'proof-lost',
      sentence: expect.stringMatching(
        new RegExp(
          `^the image of production is not proved to hold ${VERSION} any more \\(.*${stale}.*\\), so staging keeps it$`,
        ),
      ),
    });
    expect(held()).toBe(true);
    await build();
    expect(await merge(1, commit)).toMatchObject({ kind: 'merged' });
    expect(held()).toBe(false);
  });

  it.each([
    ['1 look', 1, 1],
    ['2 looks', 2, 2],
    ['never more than 3 looks', 7, 3],
  ])('takes %s at the registry', async (_what, looks, taken) => {
    const { pages, merge } = await untilRemovalIsGreen(looks);
    const before = pages();
    expect(await merge()).toMatchObject({ kind: 'merged' });
    expect(pages() - before).toBe(taken);
  });

  it('goes by a look that is newer than the proof: a check that turned red meanwhile stops it', async () => {
    const { github, head, merge, held } = await untilRemovalIsGreen();
    const proof = github.faults.hold({ operation: 'LookAtBranches' });
    const merging = merge();
    await proof.arrived;
    await github.setCheck(head, 'lint', 'failure');
    proof.release();
    expect(await merging).toMatchObject({ kind: 'not-now', observation: { checks: { state: 'red' } } });
    expect(held()).toBe(true);
  });
});
