import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import type { Core } from './core.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import { pullNode } from './graphql-pulls.ts';
import type { PullRequest } from './model.ts';

/**
 * Resolves fields as graphql-js does, but for the one by which a commit shows its pull requests: they show commits
 * as well, and the nodes of neither need to know the other's.
 */
export function createResolver(core: Core): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) => {
    if (info.parentType.name !== 'Commit' || info.fieldName !== 'associatedPullRequests')
      return defaultFieldResolver(source, args, context, info);
    const { oid } = source as { readonly oid: string };
    return associatedPullRequests(core, oid, args as PageArguments);
  };
}

/** The merged one that brought the commit, and the open ones that would. */
async function associatedPullRequests(core: Core, oid: string, page: PageArguments) {
  const pulls: PullRequest[] = [];
  for (const pull of core.state.pullsAsOf(core.faults.lag.pulls ?? 0)) {
    if (pull.mergedAt !== null ? pull.mergeCommit === oid : await bringsCommit(core, pull, oid))
      pulls.push(pull);
  }
  return connect('associatedPullRequests', pulls, page, (pull) => pullNode(core, pull));
}

async function bringsCommit(core: Core, pull: PullRequest, oid: string): Promise<boolean> {
  if (pull.state !== 'open') return false;
  if (pull.headSha === oid) return true;
  return (await core.differences.read(pull.baseSha, pull.headSha)).commits.includes(oid);
}
