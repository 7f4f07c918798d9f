import { beforeEach, describe, expect, it } from 'vitest';
import { formatPackageVersion } from '../../../domain/package-version.ts';
import { samplePackage } from '../../sandbox/sample-storage.ts';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const UNKNOWN = 'f'.repeat(40);
const PACKAGES = 'GraphQL PackagesOf';
const TREES = 'GraphQL ReadTrees';
const HOLDERS = 'GraphQL FindHolders';

let fixture: StorageFixture;
let before: string;

beforeEach(async () => {
  fixture = await startStorage({});
  const files = { ...samplePackage('kept', '1.0.0'), ...samplePackage('left', '1.0.0') };
  before = await push({ ...files, ...samplePackage('left', '2.0.0'), ...samplePackage('gone', '1.0.0') });
});

function push(files: Readonly<Record<string, string | null>>): Promise<string> {
  return fixture.github.pushCommit('side', files, 'author', 'Change', 'snapshot');
}

function without(name: string, version: string): Record<string, null> {
  return Object.fromEntries(Object.keys(samplePackage(name, version)).map((path) => [path, null]));
}

async function between(one: string, other: string) {
  fixture.calls.length = 0;
  const { added, dropped } = await fixture.storage.versionsBetween(one, other);
  return { added: added.map(formatPackageVersion), dropped: dropped.map(formatPackageVersion) };
}

describe('the versions in which two commits differ', () => {
  it('are those that came and went, with whole packages, in two calls', async () => {
    const after = await push({
      ...without('left', '1.0.0'),
      ...without('gone', '1.0.0'),
      ...samplePackage('left', '2.1.0-rc1'),
      ...samplePackage('born', '0.1.0'),
      ...samplePackage('kept', '1.0.0', { 'docs/README.md': 'written anew' }),
      'packages/born/latest/manifest.yml': 'no version',
      'packages/README.md': 'no package',
    });
    const came = ['born@0.1.0', 'left@2.1.0-rc1'];
    const went = ['gone@1.0.0', 'left@1.0.0'];
    expect(await between(before, after)).toEqual({ added: came, dropped: went });
    expect(fixture.calls).toEqual([PACKAGES, TREES]);
    expect(await between(after, before)).toEqual({ added: went, dropped: came });
  });

  it('are none where no package differs, in one call, and of a commit that is not known', async () => {
    const after = await push({ 'README.md': 'about packages' });
    expect(await between(before, after)).toEqual({ added: [], dropped: [] });
    expect(fixture.calls).toEqual([PACKAGES]);
    expect(await between(before, UNKNOWN)).toEqual({ added: [], dropped: [] });
    expect(await between(fixture.git('rev-parse', `${before}^{tree}`), before)).toEqual({
      added: [],
      dropped: [],
    });
  });

  it('are found in as many calls as it takes, a hundred trees in each', async () => {
    const many = Array.from({ length: 101 }, (_, number) => `many_${String(number).padStart(3, '0')}`);
    const after = await push(Object.assign({}, ...many.map((name) => samplePackage(name, '1.0.0'))));
    expect(await between(before, after)).toEqual({
      added: many.map((name) => `${name}@1.0.0`),
      dropped: [],
    });
    expect(fixture.calls).toEqual([PACKAGES, TREES, TREES]);
  });
});

describe('who holds versions', () => {
  it('is told of commits and branches in one call, for each version', async () => {
    const { storage, git, calls } = fixture;
    const after = await push(without('left', '1.0.0'));
    calls.length = 0;
    const holders = await storage.findHolders(
      [
        { name: 'left', version: '1.0.0' },
        { name: 'left', version: '2.0.0' },
        { name: 'left', version: '3.0.0' },
      ],
      { commits: [before, after, before, UNKNOWN], branches: ['side', 'staging', 'no-such-branch'] },
    );
    expect(holders).toEqual([new Set([before]), new Set([before, after, 'side']), new Set()]);
    expect(calls).toEqual([HOLDERS]);
    expect(git('rev-parse', 'side')).toBe(after);
  });

  it('is nobody where a file stands in the way, or nobody is asked about', async () => {
    const after = await push({ 'packages/flat/1.0.0': 'a file' });
    const flat = { name: 'flat', version: '1.0.0' };
    expect(await fixture.storage.findHolders([flat], { commits: [after], branches: [] })).toEqual([
      new Set(),
    ]);
    fixture.calls.length = 0;
    expect(await fixture.storage.findHolders([flat], { commits: [], branches: [] })).toEqual([new Set()]);
    expect(fixture.calls).toEqual([]);
  });
});
