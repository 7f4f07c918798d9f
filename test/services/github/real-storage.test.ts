import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentRef, headBranchName } from '../../../domain/names.ts';
import { copyStorage } from '../../../sandbox/github/bare-storage.ts';
import { readFolder } from '../../../services/github/read-folder.ts';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const bundle = fileURLToPath(new URL('../../../../shared/data/package-storage.bundle', import.meta.url));
const nginx = { name: 'nginx', version: '1.6.0' };
const date = '2026-02-03T04:05:06Z';

describe.skipIf(!existsSync(bundle))('on a real storage (skipped without its bundle)', () => {
  let fixture: StorageFixture;

  let dir: string;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'limelight-real-'));
    const gitDir = join(dir, 'storage.git');
    await copyStorage(bundle, gitDir);
    fixture = await startStorage({ gitDir });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  async function propose(kind: 'add' | 'remove', base: string): Promise<string> {
    const { storage, git } = fixture;
    const head = headBranchName({ kind, packageVersion: nginx, stage: base, round: 1 });
    const ground = await storage.lookBeforeChange({ kind, packageVersion: nginx, base, head });
    const writing = { ground, packageVersion: nginx, message: kind, date };
    const tree = git('rev-parse', 'snapshot:packages/nginx/1.6.0');
    const commit =
      kind === 'add'
        ? await storage.writeAddition({ ...writing, tree })
        : await storage.writeRemoval(writing);
    await storage.placeBranch(head, commit);
    const opened = await storage.openPullRequest({ head, base, title: kind, body: '' });
    if (opened.kind === 'opened') await storage.label(opened.number, ['limelight']);
    return commit;
  }

  it('promotes in 6 calls and removes in 7, and touches nothing else', async () => {
    const { git, calls } = fixture;
    const added = await propose('add', 'production');
    expect(calls).toHaveLength(6);
    expect(git('rev-parse', `${added}:packages/nginx/1.6.0`)).toBe(
      git('rev-parse', 'snapshot:packages/nginx/1.6.0'),
    );
    calls.length = 0;
    const removed = await propose('remove', 'snapshot');
    expect(calls).toHaveLength(7);
    const touched = (from: string, to: string): string[] => [
      ...new Set(
        git('diff', '--name-status', '--no-renames', from, to)
          .split('\n')
          .map((line) => line.split('/', 3).join('/')),
      ),
    ];
    expect(touched('production', added)).toEqual(['A\tpackages/nginx/1.6.0']);
    expect(touched('snapshot', removed)).toEqual(['D\tpackages/nginx/1.6.0']);
  });

  it('uploads the files of a version as the very tree that they were', async () => {
    const { storage, git } = fixture;
    const tree = git('rev-parse', 'snapshot:packages/nginx/1.6.0');
    const folder = join(dir, 'package');
    git('archive', '--format=tar', '--prefix=package/', `--output=${folder}.tar`, tree);
    execFileSync('tar', ['-xf', `${folder}.tar`, '-C', dir]);
    const local = await readFolder(folder, nginx);
    const content = await storage.uploadContent(nginx, local.files);
    expect(content).toEqual(local.content);
    expect(content.tree).toBe(tree);
    expect((await storage.readContent(tree)).content).toEqual(content);
    expect(git('rev-parse', `${contentRef(nginx, tree)}^{tree}`)).toBe(tree);
  });
});
