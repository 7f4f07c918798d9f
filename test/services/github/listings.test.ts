import { beforeEach, describe, expect, it } from 'vitest';
import { contentRef, headBranchName } from '../../../domain/names.ts';
import { formatPackageVersion } from '../../../domain/package-version.ts';
import { samplePackage } from '../../sandbox/sample-storage.ts';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const LIST = 'GraphQL ListPackages';
const TREES = 'GraphQL ReadTrees';

let fixture: StorageFixture;
beforeEach(async () => {
  fixture = await startStorage({});
});

function push(
  branch: string,
  files: Readonly<Record<string, string | null>>,
  from = branch,
): Promise<string> {
  return fixture.github.pushCommit(branch, files, 'author', 'Change', from);
}

async function propose(head: string, base: string, name: string, version: string): Promise<number> {
  await push(head, samplePackage(name, version), base);
  const { number } = await fixture.github.openPullRequest({ title: head, head, base, login: 'author' });
  return number;
}

describe('all versions of branches', () => {
  it('are listed with their trees in two calls, whatever is no version is passed over', async () => {
    const { storage, git, calls } = fixture;
    await push('staging', {
      ...samplePackage('chorus', '1.0.0'),
      ...samplePackage('chorus', '1.1.0-rc1'),
      'packages/chorus/latest/manifest.yml': 'no version',
      'packages/README.md': 'no package',
    });
    calls.length = 0;
    const listed = await storage.listVersions(['snapshot', 'staging', 'no-such-branch']);
    expect(calls).toEqual([LIST, TREES]);
    expect(listed['no-such-branch']).toBeNull();
    const shown = Object.fromEntries(
      (listed['staging'] ?? []).map(({ packageVersion, tree }) => [
        formatPackageVersion(packageVersion),
        tree,
      ]),
    );
    expect(shown).toMatchObject({
      'chorus@1.0.0': git('rev-parse', 'staging:packages/chorus/1.0.0'),
      'chorus@1.1.0-rc1': git('rev-parse', 'staging:packages/chorus/1.1.0-rc1'),
    });
    for (const branch of ['snapshot', 'staging']) {
      const folders = git('ls-tree', '-d', '--name-only', branch, 'packages/').split('\n');
      const versions = folders.flatMap((folder) =>
        git('ls-tree', '-d', '--name-only', branch, `${folder}/`).split('\n'),
      );
      const names = versions
        .map((path) => path.split('/'))
        .filter(([, , version]) => version !== 'latest')
        .map(([, name, version]) => `${name}@${version}`);
      const found = (listed[branch] ?? []).map(({ packageVersion }) => formatPackageVersion(packageVersion));
      expect(found.toSorted()).toEqual(names.toSorted());
    }
  });

  it('of one package take as many calls as those of all, and show no other', async () => {
    const { storage, calls } = fixture;
    await push('staging', samplePackage('chorus', '1.0.0'));
    calls.length = 0;
    const listed = await storage.listVersions(['snapshot', 'staging'], 'chorus');
    expect(calls).toEqual([LIST, TREES]);
    expect(listed['snapshot']).toEqual([]);
    expect(listed['staging']?.map(({ packageVersion }) => packageVersion)).toEqual([
      { name: 'chorus', version: '1.0.0' },
    ]);
    calls.length = 0;
    expect(await storage.listVersions([])).toEqual({});
    expect(calls).toEqual([]);
  });

  it('take one more call per hundred packages that differ, and none for those that are the same', async () => {
    const { storage, git, calls } = fixture;
    const many = Array.from({ length: 101 }, (_, number) => `many_${String(number).padStart(3, '0')}`);
    const files = Object.assign({}, ...many.map((name) => samplePackage(name, '1.0.0')));
    await push('one', files, 'snapshot');
    git('branch', 'other', 'one');
    calls.length = 0;
    const listed = await storage.listVersions(['one', 'other']);
    expect(calls).toEqual([LIST, TREES, TREES]);
    expect(listed['one']).toEqual(listed['other']);
    expect(listed['one']?.length).toBeGreaterThan(100);
  });
});

describe('what is ours', () => {
  it('is listed in three calls: pull requests, head branches, contents', async () => {
    const { storage, git, calls } = fixture;
    const ours = headBranchName({
      kind: 'add',
      packageVersion: { name: 'chorus', version: '1.0.0' },
      stage: 'snapshot',
      round: 1,
    });
    const number = await propose(ours, 'snapshot', 'chorus', '1.0.0');
    await propose('by-hand', 'snapshot', 'chorus', '2.0.0');
    git('update-ref', 'refs/heads/limelight/left', 'snapshot');
    const kept = contentRef({ name: 'chorus', version: '1.0.0' }, git('rev-parse', 'snapshot^{tree}'));
    git('update-ref', kept, 'snapshot');
    calls.length = 0;
    expect(await storage.listOurTraces()).toEqual({
      changes: [{ number, url: expect.stringMatching(/\/pull\/\d+$/), branch: ours }],
      branches: [ours, 'limelight/left'].toSorted(),
      contentRefs: [kept],
    });
    expect(calls).toHaveLength(3);
  });
});

describe('pull requests that add a version', () => {
  const chorus = { name: 'chorus', version: '1.0.0' };

  it('are found whoever made them, and nothing else is', async () => {
    const { storage, calls, git } = fixture;
    const byHand = await propose('by-hand', 'snapshot', 'chorus', '1.0.0');
    const ours = await propose('limelight/add-chorus@1.0.0-to-staging-1', 'staging', 'chorus', '1.0.0');
    await propose('other', 'snapshot', 'chorus', '1.0.1');
    calls.length = 0;
    const tree = git('rev-parse', 'by-hand:packages/chorus/1.0.0');
    expect(await storage.findAdditions(chorus)).toMatchObject([
      { number: byHand, author: 'author', head: 'by-hand', base: 'snapshot', tree, isOurs: false },
      { number: ours, base: 'staging', isOurs: true },
    ]);
    expect(calls).toEqual(['GraphQL FindAdditions', 'GraphQL FilesOf']);
  });

  it('are found beyond the first hundred files, and beyond the newest twenty that have it', async () => {
    const { storage, calls, github } = fixture;
    const batch = await push('batch', samplePackage('chorus', '1.0.0'), 'snapshot');
    const many = Array.from({ length: 120 }, (_, index) => [`packages/a/1.0.0/${index}.txt`, `${index}\n`]);
    await github.pushCommit('batch', Object.fromEntries(many), 'author', 'And many more');
    expect(batch).toMatch(/^[0-9a-f]{40}$/);
    const open = async (head: string) =>
      (await github.openPullRequest({ title: 'Add', head, base: 'snapshot', login: 'author' })).number;
    const number = await open('batch');
    // Whatever begins from it adds it, too, while the base has not got it.
    for (let serial = 0; serial < 20; serial += 1) {
      await push(`later-${serial}`, { 'more.txt': `${serial}\n` }, 'batch');
      await open(`later-${serial}`);
    }
    calls.length = 0;
    const found = await storage.findAdditions(chorus);
    expect(found).toHaveLength(21);
    expect(found[0]).toMatchObject({ number, head: 'batch' });
    expect(calls.filter((call) => call === 'GraphQL FilesOf')).toHaveLength(2);
    expect(calls.filter((call) => call === 'GraphQL MoreFiles')).toHaveLength(21);
  });

  it('are found in a fork, too; a branch there with a name of ours is none of ours', async () => {
    const { storage, github } = fixture;
    const name = 'limelight/add-chorus@1.0.0-to-snapshot-1';
    const commit = await push('for-the-fork', samplePackage('chorus', '1.0.0'), 'snapshot');
    await github.pushToFork('stranger', name, commit);
    const head = `stranger:${name}`;
    const { number } = await github.openPullRequest({
      title: 'Add',
      head,
      base: 'snapshot',
      login: 'author',
    });
    expect(await storage.findAdditions(chorus)).toMatchObject([{ number, base: 'snapshot', isOurs: false }]);
    expect(await storage.listOurTraces()).toEqual({ changes: [], branches: [], contentRefs: [] });
  });

  it('are none where the base has it, or only a head that began before its base let go of it', async () => {
    const { storage, calls } = fixture;
    const files = samplePackage('chorus', '1.0.0');
    await push('snapshot', files);
    await propose('other', 'snapshot', 'chorus', '1.0.1');
    await propose('limelight/add-chorus@1.0.2-to-snapshot-1', 'snapshot', 'chorus', '1.0.2');
    calls.length = 0;
    expect(await storage.findAdditions(chorus)).toEqual([]);
    expect(calls).toEqual(['GraphQL FindAdditions']);
    const nothing = Object.fromEntries(Object.keys(files).map((path) => [path, null]));
    await push('snapshot', nothing);
    calls.length = 0;
    expect(await storage.findAdditions(chorus)).toEqual([]);
    expect(calls).toEqual(['GraphQL FindAdditions', 'GraphQL FilesOf']);
  });
});
