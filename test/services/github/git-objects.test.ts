import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobId, contentDigest, contentOf, treeId } from '../../../services/github/git-objects.ts';
import { readFolder } from '../../../services/github/read-folder.ts';

const nginx = { name: 'nginx', version: '1.6.0' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'limelight-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, bytes: string | Uint8Array): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
}

describe('readFolder', () => {
  it('gives the tree id that git gives, with links, executable bits and names that sort oddly', async () => {
    write('manifest.yml', 'name: nginx\nversion: 1.6.0\n');
    write('data/a.txt', 'a\r\n');
    write('data.d/b', '');
    write('data-c', 'c');
    write('img/ü.png', Uint8Array.from([0x89, 0, 0xff, 10]));
    write('__proto__/x', 'x');
    write('run.sh', '#!/bin/sh\n');
    chmodSync(join(folder, 'run.sh'), 0o755);
    symlinkSync('data/a.txt', join(folder, 'link'));
    write('.DS_Store', 'noise');
    write('data/.DS_Store', 'noise');

    const local = await readFolder(folder, nginx);

    git('init', '-q');
    git('-c', 'core.autocrlf=false', 'add', '-A', '--', '.', ':!.DS_Store', ':!data/.DS_Store');
    expect(local.content.tree).toBe(git('write-tree'));
    expect(local.content.files).toBe(8);
    expect(local.contentFiles['run.sh']?.mode).toBe('100755');
    expect(local.contentFiles['link']).toEqual({ blob: blobId(Buffer.from('data/a.txt')), mode: '120000' });
    expect((await readFolder(folder, nginx)).content).toEqual(local.content);
  });

  it.each([
    ['names another version', 'name: nginx\nversion: 1.7.0\n', /names nginx@1\.7\.0, not nginx@1\.6\.0/],
    ['names another package', 'name: apache\nversion: 1.6.0\n', /names apache@1\.6\.0/],
    ['names no version', 'name: nginx\n', /names nginx@undefined/],
    ['is no YAML', 'name: [', /no YAML/],
    ['is empty', '', /names undefined@undefined/],
  ])('refuses a manifest.yml that %s', async (_what, manifest, message) => {
    write('manifest.yml', manifest);
    await expect(readFolder(folder, nginx)).rejects.toThrow(message);
  });

  it('refuses a folder that is absent, empty, or without a manifest', async () => {
    await expect(readFolder(join(folder, 'nowhere'), nginx)).rejects.toThrow(/no folder that can be read/);
    await expect(readFolder(folder, nginx)).rejects.toThrow(/there is no file in it/);
    write('nginx/1.6.0/manifest.yml', 'name: nginx\nversion: 1.6.0\n');
    await expect(readFolder(folder, nginx)).rejects.toThrow(/folder of one version/);
  });
});

describe('contents', () => {
  const file = { blob: 'a'.repeat(40), mode: '100644' };

  it('have the same digest whatever the order and the modes', () => {
    const one = contentDigest({ 'a/b': file, c: file });
    expect(contentDigest({ c: { ...file, mode: '100755' }, 'a/b': file })).toBe(one);
    expect(contentDigest({ 'a/b': file })).not.toBe(one);
  });

  it('are an empty tree when there is no file, as for git', () => {
    expect(contentOf({}).tree).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  it('cannot have a file and a folder of one name', () => {
    expect(() => treeId({ a: file, 'a/b': file })).toThrow('lies under a file');
    expect(() => treeId({ 'a/b': file, a: file })).toThrow('a file and a folder');
  });
});
