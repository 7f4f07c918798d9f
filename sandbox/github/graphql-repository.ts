import { GraphQLError } from 'graphql';
import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import { ownerNode } from './graphql-actors.ts';
import { readGitNode } from './graphql-git.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import { labelNode, pullNode, pullsConnection, type PullsArguments } from './graphql-pulls.ts';
import { readRefNode } from './graphql-refs.ts';
import { labelsOf } from './routes-issues.ts';

/** The repository as somebody sees it. */
export function repositoryNode(core: Core, viewer: string) {
  return {
    id: nodeId('Repository', 1),
    name: core.repo,
    nameWithOwner: `${core.owner}/${core.repo}`,
    url: core.htmlUrl,
    isPrivate: true,
    assignableUsers: (page: PageArguments) => connect('assignableUsers', [], page, (nobody) => nobody),
    autoMergeAllowed: false,
    databaseId: 1,
    deleteBranchOnMerge: false,
    description: null,
    hasIssuesEnabled: true,
    hasProjectsEnabled: false,
    hasWikiEnabled: false,
    isArchived: false,
    isFork: false,
    isInOrganization: false,
    labels: (page: PageArguments) => connect('labels', labelsOf(core), page, (name) => labelNode(core, name)),
    mergeCommitAllowed: true,
    owner: ownerNode(core),
    parent: null,
    pullRequestTemplates: [],
    rebaseMergeAllowed: true,
    squashMergeAllowed: true,
    sshUrl: core.htmlUrl,
    viewerDefaultMergeMethod: 'MERGE',
    __typename: 'Repository',
    viewerPermission: core.people.permission(viewer).toUpperCase(),
    defaultBranchRef: () => readRefNode(core, `refs/heads/${core.defaultBranch}`),
    object: ({ expression, oid }: { readonly expression?: string | null; readonly oid?: string | null }) =>
      readGitNode(core, oid ?? expression ?? core.defaultBranch),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) => readRefNode(core, qualifiedName),
    pullRequest: ({ number }: { readonly number: number }) => {
      const pull = core.state.pull(number);
      if (pull === undefined)
        throw missing(`Could not resolve to a PullRequest with the number of ${number}.`);
      return pullNode(core, pull, viewer);
    },
    pullRequests: (wanted: PullsArguments) => pullsConnection(core, wanted, viewer),
    mergeQueue: ({ branch }: { readonly branch?: string | null }) => {
      const name = branch ?? core.defaultBranch;
      if (core.protection[name]?.mergeQueue !== true) return null;
      return { id: nodeId('MergeQueue', name), url: `${core.htmlUrl}/queue/${name}` };
    },
  };
}

/** What GraphQL says of what is not there. */
export function missing(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}
