import { describe, expect, it } from 'vitest';
import { checkExchange } from './github-contract.ts';

const pulls = {
  method: 'POST',
  path: '/repos/o/r/pulls',
  query: new URLSearchParams(),
  status: 422,
  faulted: true,
};
const body = { title: 'x', head: 'a', base: 'b' };

describe('the contract check', () => {
  it('passes what GitHub takes', () => {
    expect(checkExchange({ ...pulls, requestBody: body, responseBody: undefined })).toEqual([]);
  });

  it.each([
    ['an operation that does not exist', { path: '/repos/o/r/pull' }, 'no such operation'],
    ['a misspelt property', { requestBody: { ...body, titel: 'x' } }, '"titel" is not declared'],
    ['a property of another type', { requestBody: { ...body, draft: 'no' } }, 'must be boolean'],
    ['a missing property', { requestBody: { title: 'x' } }, "must have required property 'head'"],
    ['no body', { requestBody: undefined }, 'a body is required'],
    [
      'a query parameter that is not declared',
      { query: new URLSearchParams('stat=open') },
      '"stat" is not declared',
    ],
    ['a status that is not declared', { status: 418, faulted: false }, 'status 418 is not declared'],
    ['an answer of another shape', { status: 201, responseBody: {}, faulted: false }, 'response 201'],
  ])('finds %s', (_, over, expected) => {
    const violations = checkExchange({ ...pulls, requestBody: body, responseBody: undefined, ...over });
    expect(violations.join('\n')).toContain(expected);
  });

  it('finds what a query parameter may not be, and knows the narrower path', () => {
    const exchange = { ...pulls, method: 'GET', requestBody: undefined, responseBody: undefined };
    const query = new URLSearchParams('state=merged');
    expect(checkExchange({ ...exchange, query })[0]).toMatch(/state.*must be equal to one of/);
    const path = '/repos/o/r/commits/some/branch/status';
    expect(checkExchange({ ...exchange, path, status: 500, faulted: false })[0]).toMatch(
      'get-combined-status-for-ref',
    );
  });

  it('holds GraphQL queries against the official schema', () => {
    const ask = (query: string) =>
      checkExchange({ ...pulls, path: '/graphql', requestBody: { query }, responseBody: {} });
    expect(ask('{ viewer { login } }')).toEqual([]);
    expect(ask('{ viewer { logni } }')[0]).toMatch('Cannot query field "logni"');
  });
});
