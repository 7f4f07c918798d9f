import { beforeEach, describe, expect, it } from 'vitest';
import { contentRef } from '../../../domain/names.ts';
import { contentOf } from '../../../services/github/git-objects.ts';
import { filesOf, type PackageFile } from '../../../services/github/package-file.ts';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const nginx = { name: 'nginx', version: '1.6.0' };
let fixture: StorageFixture;

beforeEach(async () => {
  fixture = await startStorage({ storage: { snapshot: { 'README.md': 'snapshot\n' } } });
});

function file(path: string, bytes: string | Uint8Array, mode: PackageFile['mode'] = '100644'): PackageFile {
  return { path, mode, bytes: Buffer.from(bytes) };
}

const files = [
  file('manifest.yml', 'name: nginx\r\nversion: 1.6.0\n'),
  file('bin/run', '#!/bin/sh\n', '100755'),
  file('link', 'bin/run', '120000'),
  file('img/logo.png', Uint8Array.from([0x89, 0x50, 0, 0xff])),
  file('img/nul.txt', 'a\0b'),
  file('docs/mark.txt', '\uFEFFmarked ü 🌟'),
  file('docs/number.txt', '12345678901234567890n'),
  file('empty', ''),
];

describe('uploading a content', () => {
  it('writes the tree that the files are, byte for byte, under a ref of ours', async () => {
    const { storage, git, calls } = fixture;
    const content = await storage.uploadContent(nginx, files);
    expect(content).toEqual(contentOf(filesOf(files)));
    const ref = contentRef(nginx, content.tree);
    expect(git('rev-parse', `${ref}^{tree}`)).toBe(content.tree);
    expect((await storage.readContent(content.tree)).content).toEqual(content);
    expect(await storage.findContentRefs(nginx)).toEqual([ref]);
    expect(git('for-each-ref', '--format=%(refname)', 'refs/heads')).toBe('refs/heads/snapshot');
    expect(calls.filter((call) => call.endsWith('/git/blobs'))).toHaveLength(2);
    expect(calls.filter((call) => call.endsWith('/git/trees'))).toHaveLength(1);
  });

  it('does nothing the second time, and the same after the ref is gone', async () => {
    const { storage, git, calls } = fixture;
    const { tree } = await storage.uploadContent(nginx, files);
    const ref = contentRef(nginx, tree);
    const commit = git('rev-parse', ref);
    calls.length = 0;
    await storage.uploadContent(nginx, files);
    expect(calls).toEqual(['GET /repos/{owner}/{repo}/git/ref/{ref}']);
    await storage.deleteRef(ref);
    await storage.deleteRef(ref);
    await storage.uploadContent(nginx, files);
    expect(git('rev-parse', ref)).toBe(commit);
  });

  it('goes in batches when there are many files, or long ones', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => file(`data/${index}.txt`, `${index}\n`));
    const long = ['a', 'b', 'c'].map((name) => file(`${name}.txt`, name.repeat(450_000)));
    const content = await fixture.storage.uploadContent(nginx, [...many, ...long, file('manifest.yml', 'x')]);
    expect(content.files).toBe(1005);
    expect(fixture.calls.filter((call) => call.endsWith('/git/trees'))).toHaveLength(4);
    const sizes = fixture.git('cat-file', '-s', `${contentRef(nginx, content.tree)}:c.txt`);
    expect(sizes).toBe('450000');
  });

  it('refuses no files at all', async () => {
    await expect(fixture.storage.uploadContent(nginx, [])).rejects.toThrow('nginx@1.6.0 has no files');
  });
});
