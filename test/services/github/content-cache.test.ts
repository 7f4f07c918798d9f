import { describe, expect, it } from 'vitest';
import { ContentCache, type ReadContent } from '../../../services/github/content-cache.ts';
import { startScriptedGitHub } from './scripted-github.ts';

const contentOf = (tree: string): ReadContent => ({ content: { tree, digest: '', files: 0 }, files: {} });

describe('the contents that were read last', () => {
  it('are asked for once, also at the same moment', async () => {
    const github = await startScriptedGitHub();
    const tree = 'a'.repeat(40);
    const file = { path: 'manifest.yml', mode: '100644', type: 'blob', sha: 'b'.repeat(40) };
    github.on(
      `GET /git/trees/${tree}?recursive=1`,
      [502, { message: 'Bad Gateway' }],
      [200, { sha: tree, tree: [file], truncated: false }],
    );
    await expect(github.storage.readContent(tree)).rejects.toMatchObject({ status: 502 });
    const read = () => github.storage.readContent(tree);
    const [one, other] = await Promise.all([read(), read()]);
    expect(one.content.files).toBe(1);
    expect([other, await read()]).toEqual([one, one]);
    expect(github.asked).toHaveLength(2);
    await github.close();
  });

  it('are so many; the one that was used least lately goes', async () => {
    const cache = new ContentCache(2);
    const asked: string[] = [];
    const get = (tree: string) =>
      cache.get(tree, async () => {
        asked.push(tree);
        return contentOf(tree);
      });
    for (const tree of ['a', 'b', 'a', 'c', 'a', 'b']) {
      expect((await get(tree)).content.tree).toBe(tree);
    }
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });
});
