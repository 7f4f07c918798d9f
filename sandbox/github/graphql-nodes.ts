import type { Core } from './core.ts';
import { pullNode } from './graphql-pulls.ts';
import { readGitNode } from './graphql-git.ts';

/** Takes an opaque id apart again. */
export function decodeId(id: string): { readonly kind: string; readonly key: string } {
  const [kind = '', ...key] = Buffer.from(id, 'base64url').toString('utf8').split(':');
  return { kind, key: key.join(':') };
}

/** What an id leads to, of the kinds that clients come back to: pull requests and git objects. */
export async function readNode(core: Core, id: string, viewer: string): Promise<object | null> {
  const { kind, key } = decodeId(id);
  if (kind === 'PullRequest') {
    const pull = core.state.pulls.get(Number(key));
    return pull === undefined ? null : { __typename: kind, ...pullNode(core, pull, viewer) };
  }
  return ['commit', 'tree', 'blob', 'tag'].includes(kind) ? readGitNode(core, key) : null;
}
