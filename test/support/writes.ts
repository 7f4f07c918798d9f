import type { Exchange } from '../../sandbox/exchange-log.ts';
import type { World } from './world.ts';

/** What a world's stand-ins were asked to change since some moment. */
export interface Writes {
  /** What had an effect, in its order: pull requests, labels, merges, branches and refs, builds. */
  readonly effective: readonly string[];
  /** The id of each commit that was written; written again, the same commit has the same id. */
  readonly commits: readonly string[];
}

/**
 * Takes down what is written from now on; the function returned reads it.
 *
 * Numbers, ids and versions are left out of what it tells, so that two journeys of the same kind can be compared.
 * Trees and commits are not in it: they are named by their content, and to write one again changes nothing.
 */
export function takeDownWrites(world: World): () => Writes {
  const { github, jenkins } = world.sandbox;
  const [changes, builds] = [github.log.exchanges.length, jenkins.log.exchanges.length];
  const commits: string[] = [];
  const stop = github.onExchange(({ method, path, status, responseBody }) => {
    if (method === 'POST' && path.endsWith('/git/commits') && status === 201)
      commits.push(shaOf(responseBody));
  });
  return () => {
    stop();
    const exchanges = [...github.log.exchanges.slice(changes), ...jenkins.log.exchanges.slice(builds)];
    const effective = exchanges.filter(isEffective).toSorted((a, b) => (a.time < b.time ? -1 : 1));
    return { effective: effective.map(describe), commits };
  };
}

/** Refused writes ("it is gone already") changed nothing; a lost answer does not undo what was done. */
function isEffective({ method, path, status }: Exchange): boolean {
  return (
    method !== 'GET' && status >= 200 && status < 300 && !/graphql|\/git\/(trees|commits|blobs)$/.test(path)
  );
}

function describe({ method, path }: Exchange): string {
  const plain = decodeURIComponent(path)
    .replace(/^\/repos\/[^/]+\/[^/]+/, '')
    .replace(/\w+@[^/]*?-(to|from)-/, 'VERSION-$1-')
    .replace(/\/content\/.*/, '/content/VERSION')
    .replace(/\/\d+/, '/N')
    .replace(/\?.*/, '');
  return `${method} ${plain}`;
}

function shaOf(body: unknown): string {
  return (body as { sha: string }).sha;
}
