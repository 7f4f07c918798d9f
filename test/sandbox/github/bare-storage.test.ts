import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyStorage, createStorage } from '../../../sandbox/github/bare-storage.ts';
import { runGit } from '../../../sandbox/github/git-process.ts';
import { SAMPLE_STORAGE } from '../../support/github.ts';

const BUNDLE = join(import.meta.dirname, '../../../../shared/data/package-storage.bundle');

describe('a storage of our own', () => {
  let dir = '';
  const path = (name: string) => join(dir, name);
  const git = async (name: string, ...args: string[]) =>
    (await runGit(['-C', path(name), ...args])).stdout.trimEnd();

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'limelight-storage-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is the same whenever it is made, and sound', async () => {
    await createStorage(path('a.git'), SAMPLE_STORAGE);
    await createStorage(path('b.git'), SAMPLE_STORAGE);
    const refs = await git('a.git', 'for-each-ref');
    expect(await git('b.git', 'for-each-ref')).toBe(refs);
    expect(refs.split('\n')).toHaveLength(3);
    expect(await git('a.git', 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(await git('a.git', 'symbolic-ref', 'HEAD')).toBe('refs/heads/production');
  });

  it('is copied from a clone with all its branches, and never written back to', async () => {
    await createStorage(path('origin.git'), SAMPLE_STORAGE);
    await runGit(['clone', '--quiet', path('origin.git'), path('clone')]);
    await copyStorage(path('clone'), path('copy.git'));
    const branches = await git(
      'copy.git',
      'for-each-ref',
      '--format=%(refname:short) %(objectname)',
      'refs/heads',
    );
    expect(branches).toBe(
      await git('origin.git', 'for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads'),
    );
    expect(await git('copy.git', 'remote')).toBe('');
    await expect(copyStorage(path('nowhere'), path('x.git'))).rejects.toThrow('There is no storage at');
  });

  it.skipIf(!existsSync(BUNDLE))('is copied from a bundle (skipped without one)', async () => {
    await copyStorage(BUNDLE, path('copy.git'));
    expect(await git('copy.git', 'for-each-ref', '--format=%(refname:short)', 'refs/heads')).toBe(
      'production\nsnapshot\nstaging',
    );
  });
});
