import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql';
import type { ObservedExchange } from '../../sandbox/github/api-server.ts';
import type { GitHubStandIn } from '../../sandbox/github/github-stand-in.ts';
import { OpenApi, pointerStep, type Operation } from './json-schema.ts';

/** One thing that GitHub would not have said, or not have understood. */
export type Violation = string;

interface FoundOperation {
  readonly operation: Operation;
  readonly pointer: string;
}

/** What any operation may answer to somebody without the rights to it: the document often leaves it out. */
const ALWAYS_DECLARED = new Set([401, 403, 404]);
/** Beside the package's entry, which would load the same as JSON, too: twelve times the size. */
const SCHEMA_FILE = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));

let openApi: OpenApi | undefined;
let graphQLSchema: GraphQLSchema | undefined;

/** GitHub's official GraphQL schema. It defines two fields twice, so it is built without being checked itself. */
export function officialSchema(): GraphQLSchema {
  const flags = { assumeValid: true, assumeValidSDL: true };
  return (graphQLSchema ??= buildSchema(readFileSync(SCHEMA_FILE, 'utf8'), flags));
}

/**
 * Checks one exchange with GitHub's official documents: that the operation exists, its query and its body are
 * what it declares (GitHub silently drops a body property that it does not know, so that is a violation), and
 * that the answer has a declared status and shape. GraphQL queries are validated with the official schema.
 *
 * @returns what is wrong, a sentence each.
 */
export function checkExchange(exchange: ObservedExchange): Violation[] {
  const { method, path, requestBody } = exchange;
  if (path === '/graphql') return checkQuery(requestBody);
  openApi ??= new OpenApi();
  const found = findOperation(openApi, method, path);
  if (found === undefined) return [`${method} ${path}: no such operation`];
  const problems = [
    ...checkParameters(openApi, found, exchange.query),
    ...checkRequestBody(openApi, found, requestBody),
    ...(exchange.faulted ? [] : checkResponse(openApi, found, exchange)),
  ];
  return problems.map((problem) => `${method} ${path} (${found.operation.operationId}): ${problem}`);
}

function checkQuery(body: unknown): Violation[] {
  const query = (body as { query?: unknown } | undefined)?.query;
  if (typeof query !== 'string') return ['POST /graphql: there is no query'];
  return validate(officialSchema(), parse(query)).map(({ message }) => `POST /graphql: ${message}`);
}

function findOperation({ document }: OpenApi, method: string, path: string): FoundOperation | undefined {
  const verb = method.toLowerCase();
  const candidates = Object.entries(document.paths)
    .filter(([template, operations]) => operations[verb] !== undefined && toPattern(template).test(path))
    // The longest template is the narrowest: `/commits/{ref}/status` goes before `/commits/{ref}`.
    .sort(([a], [b]) => b.split('/').length - a.split('/').length || b.length - a.length);
  const [template, operations] = candidates[0] ?? [];
  const operation = operations?.[verb];
  if (template === undefined || operation === undefined) return undefined;
  return { operation, pointer: `/paths/${pointerStep(template)}/${verb}` };
}

/** These parameters take in slashes; the document marks them `x-multi-segment`. */
const MULTI_SEGMENT = new Set(['ref', 'branch', 'tree_sha', 'commit_sha', 'sha']);

function toPattern(template: string): RegExp {
  const source = template
    .replaceAll('.', '\\.')
    // Octokit leaves the slash out before an empty path: the root of the repository.
    .replaceAll('/{path}', '(?:/.*)?')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => (MULTI_SEGMENT.has(name) ? '.+' : '[^/]+'));
  return new RegExp(`^${source}$`);
}

function checkParameters(
  api: OpenApi,
  { operation, pointer }: FoundOperation,
  query: URLSearchParams,
): string[] {
  const declared = (operation.parameters ?? []).map((reference, at) => ({
    ...api.resolve(reference),
    pointer: reference.$ref?.slice(1) ?? `${pointer}/parameters/${at}`,
  }));
  return [...query].flatMap(([name, text]) => {
    const parameter = declared.find((candidate) => candidate.in === 'query' && candidate.name === name);
    if (parameter === undefined) return [`query parameter "${name}" is not declared`];
    const typed = readQueryValue(text, parameter.schema);
    return api
      .findErrors(`${parameter.pointer}/schema`, typed)
      .map((error) => `query parameter "${name}": ${error}`);
  });
}

/** A query is text: what the schema wants as a number or a truth value is read as one. */
function readQueryValue(text: string, schema: object | undefined): unknown {
  const types = JSON.stringify(schema);
  if (types.includes('"integer"') && /^\d+$/.test(text)) return Number(text);
  if (types.includes('"boolean"') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function checkRequestBody(api: OpenApi, { operation, pointer }: FoundOperation, body: unknown): string[] {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return body === undefined ? [] : ['takes no body'];
  if (body === undefined) return operation.requestBody?.required === true ? ['a body is required'] : [];
  const errors = api.findErrors(
    `${pointer}/requestBody/content/${pointerStep('application/json')}/schema`,
    body,
  );
  const known = propertiesOf(schema);
  const unknown = Object.keys(body as object).filter((name) => known.size > 0 && !known.has(name));
  return [
    ...errors.map((error) => `request body ${error}`),
    ...unknown.map((name) => `request body property "${name}" is not declared`),
  ];
}

/** The top-level properties of a body, through the alternatives that nullable bodies and unions are written as. */
function propertiesOf(schema: object): Set<string> {
  const { properties, anyOf, oneOf } = schema as { properties?: object; anyOf?: object[]; oneOf?: object[] };
  const inner = [...(anyOf ?? []), ...(oneOf ?? [])].flatMap((alternative) => [...propertiesOf(alternative)]);
  return new Set([...Object.keys(properties ?? {}), ...inner]);
}

function checkResponse(
  api: OpenApi,
  { operation, pointer }: FoundOperation,
  exchange: ObservedExchange,
): string[] {
  const { status, responseBody } = exchange;
  const reference = operation.responses[String(status)];
  if (reference === undefined) return ALWAYS_DECLARED.has(status) ? [] : [`status ${status} is not declared`];
  const response = api.resolve(reference);
  if (response.content?.['application/json'] === undefined) return [];
  const place = reference.$ref?.slice(1) ?? `${pointer}/responses/${status}`;
  const errors = api.findErrors(`${place}/content/${pointerStep('application/json')}/schema`, responseBody);
  return errors.map((error) => `response ${status} ${error}`);
}

/** The check of one stand-in's exchanges. */
export interface CheckedGitHub {
  /** All violations so far. */
  violations(): readonly Violation[];
  /** @throws Error that lists the violations, if there are any. */
  assertNone(): void;
}

/** Checks every exchange with a stand-in from now on. */
export function checkedGitHub(standIn: GitHubStandIn): CheckedGitHub {
  const violations: Violation[] = [];
  standIn.onExchange((exchange) => violations.push(...checkExchange(exchange)));
  return {
    violations: () => violations,
    assertNone: () => {
      if (violations.length > 0) throw new Error(`Not as GitHub's documents say:\n${violations.join('\n')}`);
    },
  };
}
