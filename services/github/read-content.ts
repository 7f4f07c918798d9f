import type { ContentFile } from '../../domain/content.ts';
import type { ReadContent } from './content-cache.ts';
import { contentOf } from './git-objects.ts';
import type { GitHubConnection } from './github-connection.ts';
import { TruncatedTree } from './truncated-tree.ts';

/** See {@link GitHubStorage.readContent}. */
export async function readContent({ rest, at }: GitHubConnection, tree: string): Promise<ReadContent> {
  const { data } = await rest.git.getTree({ ...at, tree_sha: tree, recursive: '1' });
  if (data.truncated) throw new TruncatedTree(tree, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}');
  // Null prototype: a file may be called `__proto__`.
  const files = Object.create(null) as Record<string, ContentFile>;
  for (const { path, mode, type, sha } of data.tree) {
    if (type !== 'tree') files[path] = { blob: sha, mode };
  }
  return { content: contentOf(files, tree), files };
}
