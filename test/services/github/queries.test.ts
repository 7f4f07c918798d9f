import { schema as official } from '@octokit/graphql-schema';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as queries from '../../../services/github/queries.ts';

// The published document defines a field twice, which is its own business.
const schema = buildSchema(official.idl, { assumeValidSDL: true });

describe('every query agrees with the official GraphQL schema', () => {
  const all = Object.entries(queries).map(([name, query]) => [
    name,
    typeof query === 'function' ? query(3) : query,
  ]);

  it.each(all)('%s', (_name, query) => {
    expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
  });
});
