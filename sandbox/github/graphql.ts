import { execute, getOperationAST, GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import { readGitNode } from './graphql-git.ts';
import { actorNode, pullNode, pullsConnection, type PullsArguments } from './graphql-pulls.ts';
import { readRefNode } from './graphql-refs.ts';
import { createResolver } from './graphql-resolver.ts';
import { schema } from './graphql-schema.ts';
import type { Identity } from './people.ts';
import type { RateLimits } from './rate-limits.ts';

/** The body of a GraphQL request. */
export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** The name of the operation that a request asks for; undefined when it has none, or does not parse. */
export function operationNameOf({ query, operationName }: GraphQLRequest): string | undefined {
  try {
    return getOperationAST(parse(query), operationName)?.name?.value;
  } catch {
    return undefined;
  }
}

/**
 * Answers a GraphQL query. Like GitHub it always answers 200: what is wrong stands in `errors`, and each error
 * that has a kind (`NOT_FOUND`, say) carries it as its `type`.
 */
export async function answerGraphQL(
  core: Core,
  rates: RateLimits,
  identity: Identity,
  { query, variables, operationName }: GraphQLRequest,
): Promise<Readonly<Record<string, unknown>>> {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
  const mistakes = validate(schema, document);
  if (mistakes.length > 0) return { errors: mistakes.map(formatError) };
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: rootNode(core, rates, identity),
    fieldResolver: createResolver(core),
    variableValues: variables ?? {},
    operationName: operationName ?? null,
  });
  return {
    ...(data !== undefined && { data }),
    ...(errors !== undefined && { errors: errors.map(formatError) }),
  };
}

function formatError(error: GraphQLError) {
  const { message, locations, path, extensions } = error.toJSON();
  return { type: extensions?.['type'], path, locations, message };
}

function rootNode(core: Core, rates: RateLimits, identity: Identity) {
  return {
    // Alone of all actors the viewer keeps the suffix of a bot.
    viewer: () => ({ ...actorNode(core, identity.login), __typename: 'User', login: identity.login }),
    rateLimit: () => {
      const { limit, remaining, reset, used } = rates.read(identity.login);
      return { cost: 1, nodeCount: 1, limit, remaining, used, resetAt: new Date(reset * 1000).toISOString() };
    },
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      if (owner !== core.owner || name !== core.repo || !core.people.may(identity.login, 'read'))
        throw missing(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return repositoryNode(core, identity);
    },
  };
}

function repositoryNode(core: Core, identity: Identity) {
  return {
    id: nodeId('Repository', 1),
    name: core.repo,
    nameWithOwner: `${core.owner}/${core.repo}`,
    url: core.htmlUrl,
    isPrivate: true,
    viewerPermission: identity.permission.toUpperCase(),
    defaultBranchRef: () => readRefNode(core, `refs/heads/${core.defaultBranch}`),
    object: ({ expression, oid }: { readonly expression?: string | null; readonly oid?: string | null }) =>
      readGitNode(core, oid ?? expression ?? core.defaultBranch),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) => readRefNode(core, qualifiedName),
    pullRequest: ({ number }: { readonly number: number }) => {
      const pull = core.state.pull(number);
      if (pull === undefined)
        throw missing(`Could not resolve to a PullRequest with the number of ${number}.`);
      return pullNode(core, pull);
    },
    pullRequests: (wanted: PullsArguments) => pullsConnection(core, wanted),
    mergeQueue: ({ branch }: { readonly branch?: string | null }) => {
      const name = branch ?? core.defaultBranch;
      if (core.protection[name]?.mergeQueue !== true) return null;
      return { id: nodeId('MergeQueue', name), url: `${core.htmlUrl}/queue/${name}` };
    },
  };
}

function missing(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}
