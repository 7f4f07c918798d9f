import { beforeEach, describe, expect, it } from 'vitest';
import { headBranchName, type ChangeKind } from '../../../domain/names.ts';
import type { PackageVersion } from '../../../domain/package-version.ts';
import { BranchWouldBeEmpty } from '../../../services/github/branch-would-be-empty.ts';
import { EmptyChange } from '../../../services/github/empty-change.ts';
import { GitHubObjectMissing } from '../../../services/github/github-object-missing.ts';
import { samplePackage } from '../../support/github.ts';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const nginx = { name: 'nginx', version: '1.6.0' };
const older = { name: 'nginx', version: '1.5.0' };
const apache = { name: 'apache', version: '2.0.0-rc1+7' };
const date = '2026-02-03T04:05:06Z';
let fixture: StorageFixture;

beforeEach(async () => {
  const storage = {
    snapshot: {
      'README.md': 'snapshot\n',
      ...samplePackage('nginx', '1.5.0'),
      ...samplePackage('nginx', '1.6.0'),
      ...samplePackage('apache', '2.0.0-rc1+7'),
    },
    staging: { 'README.md': 'staging\n', ...samplePackage('nginx', '1.5.0') },
    bare: samplePackage('nginx', '1.6.0'),
  };
  fixture = await startStorage({ storage });
});

/** From the first look to the open, labelled pull request. */
async function propose(kind: ChangeKind, packageVersion: PackageVersion, base: string, tree = '') {
  const { storage } = fixture;
  const head = headBranchName({ kind, packageVersion, stage: base, round: 1 });
  const ground = await storage.lookBeforeChange({ kind, packageVersion, base, head });
  const writing = { ground, packageVersion, message: `${kind} it`, date };
  const commit =
    kind === 'add' ? await storage.writeAddition({ ...writing, tree }) : await storage.writeRemoval(writing);
  await storage.placeBranch(head, commit);
  const opened = await storage.openPullRequest({ head, base, title: 'It', body: 'Why' });
  if (opened.kind === 'opened') await storage.label(opened.number, ['limelight']);
  return { opened, commit, head, ground };
}

const snapshotTree = ({ name, version }: PackageVersion): string =>
  fixture.git('rev-parse', `snapshot:packages/${name}/${version}`);

describe('a promotion', () => {
  it("takes 6 calls and grafts the source's very tree, siblings untouched", async () => {
    const tree = snapshotTree(nginx);
    fixture.calls.length = 0;
    const { commit, opened } = await propose('add', nginx, 'staging', tree);
    expect(fixture.calls).toHaveLength(6);
    expect(opened).toMatchObject({ kind: 'opened', url: expect.stringContaining('/pull/') });
    expect(fixture.git('rev-parse', `${commit}:packages/nginx/1.6.0`)).toBe(tree);
    expect(fixture.git('diff', '--name-status', 'staging', commit).split('\n')).toEqual([
      'A\tpackages/nginx/1.6.0/data_stream/log/manifest.yml',
      'A\tpackages/nginx/1.6.0/docs/README.md',
      'A\tpackages/nginx/1.6.0/manifest.yml',
    ]);
    expect(fixture.git('log', '-1', '--format=%an <%ae> %aI|%cn <%ce> %cI|%B', commit)).toBe(
      'Limelight <limelight@users.noreply.github.com> 2026-02-03T04:05:06+00:00|' +
        'Limelight <limelight@users.noreply.github.com> 2026-02-03T04:05:06+00:00|add it',
    );
  });

  it('done again writes the same commit and no second pull request', async () => {
    const tree = snapshotTree(nginx);
    const first = await propose('add', nginx, 'staging', tree);
    const second = await propose('add', nginx, 'staging', tree);
    expect(second.commit).toBe(first.commit);
    expect(second.opened).toEqual({ kind: 'exists' });
    expect(second.ground.head).toEqual({ commit: first.commit, versionTree: tree });
    expect(second.ground.openPullRequests).toMatchObject([
      {
        headRefOid: first.commit,
        author: 'limelight-bot',
        body: 'Why',
        baseRefName: 'staging',
        isCrossRepository: false,
        labels: ['limelight'],
      },
    ]);
  });

  it('is not doubled while neither the branch nor the pull request is visible yet', async () => {
    const tree = snapshotTree(nginx);
    fixture.github.faults.lag = { pulls: 10_000, refs: 10_000 };
    const first = await propose('add', nginx, 'staging', tree);
    const second = await propose('add', nginx, 'staging', tree);
    expect(second.ground).toMatchObject({ head: null, openPullRequests: [] });
    expect(second.commit).toBe(first.commit);
    expect(second.opened).toEqual({ kind: 'exists' });
    expect(fixture.git('rev-parse', first.head)).toBe(first.commit);
  });

  it('moves a head that somebody else moved', async () => {
    const tree = snapshotTree(nginx);
    const { head, commit } = await propose('add', nginx, 'staging', tree);
    await fixture.storage.placeBranch(head, fixture.git('rev-parse', 'staging'));
    await fixture.storage.placeBranch(head, commit);
    expect(fixture.git('rev-parse', head)).toBe(commit);
  });

  it('is refused where it would change nothing, and of a tree that is nowhere', async () => {
    const tree = snapshotTree(older);
    await expect(propose('add', older, 'staging', tree)).rejects.toBeInstanceOf(EmptyChange);
    await expect(propose('add', nginx, 'staging', 'f'.repeat(40))).rejects.toBeInstanceOf(
      GitHubObjectMissing,
    );
  });

  it('replaces other content of the version as a whole', async () => {
    const [odd] = fixture.git('rev-parse', 'snapshot:packages/nginx/1.6.0/docs').split('\n');
    const { commit } = await propose('add', nginx, 'bare', odd);
    expect(fixture.git('ls-tree', '-r', '--name-only', commit)).toBe('packages/nginx/1.6.0/README.md');
  });

  it('needs its base branch', async () => {
    await expect(propose('add', nginx, 'nowhere', 'f'.repeat(40))).rejects.toMatchObject({ status: 404 });
  });
});

describe('a removal', () => {
  it('takes 7 calls and leaves siblings untouched', async () => {
    const before = fixture.listing('snapshot');
    const { commit, opened } = await propose('remove', nginx, 'snapshot');
    expect(fixture.calls).toHaveLength(7);
    expect(opened.kind).toBe('opened');
    expect(fixture.listing(commit)).toEqual(before.filter((line) => !line.includes('nginx/1.6.0')));
  });

  it('of the last version takes the package with it', async () => {
    const before = fixture.listing('snapshot');
    const { commit } = await propose('remove', apache, 'snapshot');
    expect(fixture.listing(commit)).toEqual(before.filter((line) => !line.includes('apache')));
    expect(fixture.calls).toHaveLength(7);
  });

  it('of the last package takes the folder with it, but not the last file of the branch', async () => {
    const { commit } = await propose('remove', older, 'staging');
    expect(fixture.git('ls-tree', '--name-only', commit)).toBe('README.md');
    await expect(propose('remove', nginx, 'bare')).rejects.toBeInstanceOf(BranchWouldBeEmpty);
  });

  it('done again is the same commit, and of what is not there is refused', async () => {
    const first = await propose('remove', nginx, 'snapshot');
    expect((await propose('remove', nginx, 'snapshot')).commit).toBe(first.commit);
    await expect(propose('remove', nginx, 'staging')).rejects.toBeInstanceOf(EmptyChange);
  });
});

describe('looks', () => {
  it('find a version on some branches and no branch on others', async () => {
    fixture.calls.length = 0;
    const looks = await fixture.storage.lookAtBranches(nginx, ['snapshot', 'staging', 'nowhere']);
    expect(looks).toEqual({
      snapshot: {
        commit: fixture.git('rev-parse', 'snapshot'),
        versionTree: fixture.git('rev-parse', 'snapshot:packages/nginx/1.6.0'),
      },
      staging: { commit: fixture.git('rev-parse', 'staging'), versionTree: null },
      nowhere: null,
    });
    expect(fixture.calls).toEqual(['GraphQL LookAtBranches']);
  });

  it('find a tree by branch, commit, and pull request', async () => {
    const { storage, git } = fixture;
    const commit = git('rev-parse', 'snapshot');
    const tree = git('rev-parse', 'snapshot:packages/nginx');
    expect(await storage.findTree('snapshot', 'packages/nginx')).toEqual({ commit, tree });
    expect(await storage.findTree(commit, 'packages/nginx')).toEqual({ commit, tree });
    expect(await storage.findTree('snapshot', '')).toEqual({
      commit,
      tree: git('rev-parse', 'snapshot^{tree}'),
    });
    expect(await storage.findTree('snapshot', 'packages/none')).toEqual({ commit, tree: null });
    expect(await storage.findTree('snapshot', 'README.md')).toEqual({ commit, tree: null });
    expect(await storage.findTree('nowhere', 'packages/nginx')).toBeNull();
    const change = await propose('add', nginx, 'staging', snapshotTree(nginx));
    expect(await storage.findTree('refs/pull/1/head', 'packages/nginx/1.6.0')).toEqual({
      commit: change.commit,
      tree: snapshotTree(nginx),
    });
  });

  it('find the login, and whether a commit is contained', async () => {
    const { storage, git } = fixture;
    expect(await storage.whoAmI()).toBe('limelight-bot');
    const { commit } = await propose('remove', nginx, 'snapshot');
    const snapshot = git('rev-parse', 'snapshot');
    expect(await storage.contains({ commit: snapshot, inCommit: commit })).toBe(true);
    expect(await storage.contains({ commit, inCommit: snapshot })).toBe(false);
    expect(await storage.contains({ commit, inCommit: commit })).toBe(true);
    expect(await storage.contains({ commit, inCommit: git('rev-parse', 'staging') })).toBe(false);
  });

  it('read a content', async () => {
    const { content, files } = await fixture.storage.readContent(snapshotTree(nginx));
    expect(Object.keys(files).sort()).toEqual([
      'data_stream/log/manifest.yml',
      'docs/README.md',
      'manifest.yml',
    ]);
    expect(content).toEqual({
      tree: snapshotTree(nginx),
      files: 3,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

describe('cleaning up', () => {
  it('finds our open changes and branches of this version alone, and deletes them', async () => {
    const { storage } = fixture;
    const mine = await propose('remove', apache, 'snapshot');
    await propose('remove', nginx, 'snapshot');
    expect(await storage.findOpenChanges(apache)).toMatchObject([
      { number: 1, head: mine.head, body: 'Why' },
    ]);
    expect(await storage.findBranches(apache)).toEqual([mine.head]);
    await storage.closePullRequest(1);
    await storage.closePullRequest(1);
    expect(await storage.findOpenChanges(apache)).toEqual([]);
    await storage.deleteBranch(mine.head);
    await storage.deleteBranch(mine.head);
    expect(await storage.findBranches(apache)).toEqual([]);
    expect(await storage.findBranches(nginx)).toHaveLength(1);
  });
});
