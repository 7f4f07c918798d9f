import { execute, getOperationAST, parse, type DocumentNode, type GraphQLError } from 'graphql';
import type { Core } from './core.ts';
import { actorNode } from './graphql-actors.ts';
import { findMistakes } from './graphql-mistakes.ts';
import { mutationRoot } from './graphql-mutations.ts';
import { readNode } from './graphql-nodes.ts';
import type { PageArguments } from './graphql-page.ts';
import { missing, repositoryNode } from './graphql-repository.ts';
import { searchPulls } from './graphql-search.ts';
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
  const mistakes = findMistakes(document);
  if (mistakes.length > 0) return { errors: mistakes };
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: rootNode(core, rates, identity),
    fieldResolver: createResolver(core, identity.login),
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
    node: async ({ id }: { readonly id: string }) => {
      const node = await readNode(core, id, identity.login);
      if (node === null) throw missing(`Could not resolve to a node with the global id of '${id}'`);
      return node;
    },
    search: (wanted: PageArguments & { readonly query: string }) => searchPulls(core, wanted, identity.login),
    ...mutationRoot(core, identity),
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      if (owner !== core.owner || name !== core.repo || !core.people.may(identity.login, 'read'))
        throw missing(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return repositoryNode(core, identity.login);
    },
  };
}
