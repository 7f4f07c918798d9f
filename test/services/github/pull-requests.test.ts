import { beforeEach, describe, expect, it } from 'vitest';
import { headBranchName } from '../../../domain/names.ts';
import { GitHubUnreachable } from '../../../services/github/github-unreachable.ts';
import { samplePackage } from '../../support/github.ts';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const nginx = { name: 'nginx', version: '1.6.0' };
const docker = { name: 'docker', version: '1.0.0' };
const date = '2026-02-03T04:05:06Z';
let fixture: StorageFixture;

beforeEach(async () => {
  const snapshot = {
    'README.md': 'snapshot\n',
    ...samplePackage('nginx', '1.6.0'),
    ...samplePackage('docker', '1.0.0'),
  };
  fixture = await startStorage({
    storage: { snapshot, staging: { 'README.md': 'staging\n' } },
    protection: { staging: { requiredContexts: ['package-storage/pr-merge'], requiredApprovals: 1 } },
  });
});

async function promote(packageVersion: typeof nginx) {
  const { storage, git } = fixture;
  const head = headBranchName({ kind: 'add', packageVersion, stage: 'staging', round: 1 });
  const ground = await storage.lookBeforeChange({ kind: 'add', packageVersion, base: 'staging', head });
  const tree = git('rev-parse', `snapshot:packages/${packageVersion.name}/${packageVersion.version}`);
  const commit = await storage.writeAddition({ ground, packageVersion, tree, message: 'Add', date });
  await storage.placeBranch(head, commit);
  const opened = await storage.openPullRequest({ head, base: 'staging', title: 'Add', body: 'Why' });
  if (opened.kind !== 'opened') throw new Error(`It did not open: ${opened.kind}`);
  return { number: opened.number, commit, tree };
}

describe('a pull request of ours, from open to merged', () => {
  it('is seen as it is', async () => {
    const { storage, github } = fixture;
    const { number, commit, tree } = await promote(nginx);
    const look = () => storage.lookAtPullRequest({ number, packageVersion: nginx });
    await look();
    expect(await look()).toMatchObject({
      state: 'OPEN',
      author: 'limelight-bot',
      headRefOid: commit,
      baseRefName: 'staging',
      changedFiles: 3,
      requiredContexts: ['package-storage/pr-merge'],
      requiredApprovals: 1,
      reviewDecision: 'REVIEW_REQUIRED',
      contexts: [],
      headVersionTree: tree,
      baseVersionTree: null,
    });

    const merge = () => storage.merge({ number, head: commit, title: `Add it (#${number})`, message: 'Why' });
    expect(await merge()).toMatchObject({ kind: 'refused', why: expect.stringMatching(/./) });

    await github.setStatus(commit, 'package-storage/pr-merge', 'pending');
    await github.setCheck(commit, 'lint', 'failure');
    await github.review(number, 'teammate', 'APPROVED');
    await github.review(number, 'teammate', 'COMMENTED');
    expect(await look()).toMatchObject({
      reviewDecision: 'APPROVED',
      reviews: [{ login: 'teammate', state: 'APPROVED', commit, canPush: true }],
      contexts: expect.arrayContaining([
        expect.objectContaining({
          name: 'package-storage/pr-merge',
          kind: 'status',
          state: 'pending',
          required: true,
        }),
        expect.objectContaining({ name: 'lint', kind: 'check', state: 'failure', required: false }),
      ]),
    });

    await github.setStatus(commit, 'package-storage/pr-merge', 'success');
    const merged = await merge();
    expect(merged).toEqual({ kind: 'merged', commit: fixture.git('rev-parse', 'staging') });
    expect(await merge()).toEqual(merged);
    expect(await look()).toMatchObject({
      state: 'MERGED',
      mergedBy: 'limelight-bot',
      mergeCommit: fixture.git('rev-parse', 'staging'),
      headVersionTree: tree,
      baseVersionTree: tree,
    });
    await storage.closePullRequest(number);
    await storage.commentOnce({ number, marker: '<!-- star -->', body: 'It is a star.' });
    expect(fixture.git('log', '-1', '--format=%s', 'staging')).toBe(`Add it (#${number})`);
  });

  it('does not merge what was pushed after the look', async () => {
    const { storage, github } = fixture;
    const { number, commit } = await promote(nginx);
    const head = headBranchName({ kind: 'add', packageVersion: nginx, stage: 'staging', round: 1 });
    await github.pushCommit(head, { 'packages/nginx/1.6.0/extra.txt': 'x' }, 'teammate', 'One more');
    expect(await storage.merge({ number, head: commit, title: 't', message: 'm' })).toEqual({
      kind: 'head-moved',
    });
  });

  it('is merged once, although the answer was lost', async () => {
    const { storage, github, git } = fixture;
    const { number, commit } = await promote(nginx);
    await github.review(number, 'teammate', 'APPROVED');
    await github.setStatus(commit, 'package-storage/pr-merge', 'success');
    const merge = () => storage.merge({ number, head: commit, title: 't', message: 'm' });
    github.faults.inject({ method: 'PUT', path: /\/merge$/, dropAfter: true, count: 1 });
    await expect(merge()).rejects.toBeInstanceOf(GitHubUnreachable);
    const tip = git('rev-parse', 'staging');
    expect(await merge()).toEqual({ kind: 'merged', commit: tip });
    expect(git('rev-parse', 'staging')).toBe(tip);
  });

  it('merges two changes made from the same base', async () => {
    const { storage, github, git } = fixture;
    const changes = [await promote(nginx), await promote(docker)];
    for (const { number, commit } of changes) {
      await github.review(number, 'teammate', 'APPROVED');
      await github.setStatus(commit, 'package-storage/pr-merge', 'success');
      const merged = await storage.merge({ number, head: commit, title: 't', message: 'm' });
      expect(merged.kind).toBe('merged');
    }
    expect(git('rev-parse', 'staging:packages/nginx/1.6.0')).toBe(changes[0]?.tree);
    expect(git('rev-parse', 'staging:packages/docker/1.0.0')).toBe(changes[1]?.tree);
  });

  it('is null when there is none of that number', async () => {
    expect(await fixture.storage.lookAtPullRequest({ number: 99, packageVersion: nginx })).toBeNull();
  });
});
