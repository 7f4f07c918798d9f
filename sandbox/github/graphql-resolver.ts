import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import type { Core } from './core.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import { pullNode } from './graphql-pulls.ts';
import { repositoryNode } from './graphql-repository.ts';
import type { PullRequest } from './model.ts';

/**
 * Resolves fields as graphql-js does, but for those by which nodes lead in circles: a commit shows its pull requests,
 * and they show commits; a pull request shows its repository, and that shows pull requests. So the nodes of neither
 * need to know the other's.
 */
export function createResolver(core: Core, viewer: string): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) => {
    const field = `${info.parentType.name}.${info.fieldName}`;
    if (field === 'PullRequest.headRepository')
      return (source as { readonly isCrossRepository: boolean }).isCrossRepository
        ? null
        : repositoryNode(core, viewer);
    if (field !== 'Commit.associatedPullRequests') return defaultFieldResolver(source, args, context, info);
    const { oid } = source as { readonly oid: string };
    return associatedPullRequests(core, oid, args as PageArguments, viewer);
  };
}

/** The merged one that brought the commit, and the open ones that would. */
async function associatedPullRequests(core: Core, oid: string, page: PageArguments, viewer: string) {
  const pulls: PullRequest[] = [];
  for (const pull of core.state.pullsAsOf(core.faults.lag.pulls ?? 0)) {
    if (pull.mergedAt !== null ? pull.mergeCommit === oid : await bringsCommit(core, pull, oid))
      pulls.push(pull);
  }
  return connect('associatedPullRequests', pulls, page, (pull) => pullNode(core, pull, viewer));
}

async function bringsCommit(core: Core, pull: PullRequest, oid: string): Promise<boolean> {
  if (pull.state !== 'open') return false;
  if (pull.headSha === oid) return true;
  return (await core.differences.read(pull.baseSha, pull.headSha)).commits.includes(oid);
}
