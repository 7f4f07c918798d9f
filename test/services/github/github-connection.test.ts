import { afterEach, describe, expect, it, vi } from 'vitest';
import { GitHubAnswerUnexpected } from '../../../services/github/github-answer-unexpected.ts';
import { GitHubError } from '../../../services/github/github-error.ts';
import { GitHubUnreachable } from '../../../services/github/github-unreachable.ts';
import { failureOf, json, useAnsweringServer, type Answer } from './answering-server.ts';

const commit = 'c'.repeat(40);
const nginx = { name: 'nginx', version: '1.6.0' };
const server = useAnsweringServer();

afterEach(() => vi.restoreAllMocks());

describe('a refusal over REST', () => {
  it('says what was asked, the status and every reason', async () => {
    server.answer = json(422, {
      message: 'Validation Failed',
      errors: [{ resource: 'Label', field: 'name', code: 'invalid' }, { message: 'too long' }, 'and odd'],
    });
    const error = await failureOf(server.storage().label(7, ['x']));
    expect(error).toBeInstanceOf(GitHubError);
    expect(error).toMatchObject({
      name: 'GitHubError',
      status: 422,
      operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
      retryAfterMs: undefined,
      message: `[POST] "${server.url()}/repos/acme/storage/issues/7/labels": 422 Validation Failed (Label name invalid; too long; and odd)`,
    });
    expect(server.calls).toEqual([['POST /repos/{owner}/{repo}/issues/{issue_number}/labels', 422]]);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it.each([
    ['retry-after', 403, { 'retry-after': '17' }, 17_000],
    ['retry-after on a 503', 503, { 'retry-after': '5' }, 5000],
    ['a 429 without a header', 429, {}, 60_000],
    ['an ordinary 403', 403, {}, undefined],
    ['an ordinary 404 as the last call of the hour', 404, { 'x-ratelimit-remaining': '0' }, undefined],
  ])('tells how long to wait: %s', async (_what, status, headers, expected) => {
    server.answer = json(status, { message: 'No' }, headers);
    expect(await failureOf(server.storage().label(7, ['x']))).toMatchObject({
      status,
      retryAfterMs: expected,
    });
  });

  it('waits for the reset of an exhausted limit, and a minute for a secondary one without headers', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 100;
    server.answer = json(
      403,
      { message: 'API rate limit exceeded' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
    );
    const { retryAfterMs } = (await failureOf(server.storage().label(7, ['x']))) as GitHubError;
    expect(retryAfterMs).toBeGreaterThan(1000);
    expect(retryAfterMs).toBeLessThanOrEqual(101_000);
    server.answer = json(403, { message: 'You have exceeded a secondary rate limit.' });
    expect(await failureOf(server.storage().label(7, ['x']))).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('survives an error page that is no JSON', async () => {
    server.answer = (response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Unicorn!</h1>');
    expect(await failureOf(server.storage().label(7, ['x']))).toMatchObject({
      status: 502,
      message: expect.stringMatching(/502 without a readable answer$/),
    });
  });
});

describe('no answer', () => {
  it('is told apart from every status', async () => {
    server.answer = (response) => response.destroy();
    const dropped = await failureOf(server.storage().label(7, ['x']));
    expect(dropped).toBeInstanceOf(GitHubUnreachable);
    expect(dropped).toMatchObject({ status: undefined, name: 'GitHubUnreachable' });
    await server.close();
    expect(await failureOf(server.storage().lookAtBranches(nginx, ['staging']))).toBeInstanceOf(
      GitHubUnreachable,
    );
    expect(server.calls).toEqual([
      ['POST /repos/{owner}/{repo}/issues/{issue_number}/labels', 'unreachable'],
      ['GraphQL LookAtBranches', 'unreachable'],
    ]);
  });

  it('is also an answer that takes too long', async () => {
    const timeout = vi
      .spyOn(AbortSignal, 'timeout')
      .mockReturnValue(AbortSignal.abort(new Error('too long')));
    expect(await failureOf(server.storage().label(7, ['x']))).toBeInstanceOf(GitHubUnreachable);
    expect(timeout).toHaveBeenCalledWith(30_000);
  });

  it("ends with the reason of the caller's own signal", async () => {
    const controller = new AbortController();
    const reason = new Error('the activity was cancelled');
    server.answer = () => controller.abort(reason);
    const call = server.storage({ signal: () => controller.signal }).label(7, ['x']);
    expect(await failureOf(call)).toBe(reason);
  });
});

describe('calls at the same time', () => {
  it('each end with their own signal', async () => {
    const controllers = [new AbortController(), new AbortController()];
    const waiting: (() => void)[] = [];
    server.answer = (response, request) => void waiting.push(() => json(201, {})(response, request));
    let next = 0;
    const one = server.storage({ signal: () => controllers[next++]?.signal });
    const first = failureOf(one.label(1, ['x']));
    const second = one.label(2, ['x']);
    await vi.waitUntil(() => waiting.length === 2);
    controllers[0]?.abort(new Error('only the first'));
    expect(await first).toMatchObject({ message: 'only the first' });
    for (const go of waiting) go();
    await expect(second).resolves.toBeUndefined();
  });
});

describe('[F7] a success that is none', () => {
  it.each<[string, Answer]>([
    ['a login page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<form>')],
    ['no body', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end()],
    [
      'half a body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"da');
        setImmediate(() => response.destroy());
      },
    ],
    ['an empty object', json(200, {})],
    ['no data', json(200, { data: null })],
    ['another shape', json(200, { data: { repository: { branch0: { tip: commit } } } })],
    ['a list', json(200, [])],
    ['an id that is none', json(200, { data: { repository: { branch0: { target: { oid: 'x' } } } } })],
    ['an unknown error', json(200, { data: null, errors: [{ message: 'Something went wrong' }] })],
    ['unreadable errors', json(200, { data: null, errors: 'many' })],
  ])('is not believed: %s', async (_what, given) => {
    server.answer = given;
    const error = await failureOf(server.storage().lookAtBranches(nginx, ['staging']));
    expect(error).toBeInstanceOf(GitHubAnswerUnexpected);
    expect(error).toMatchObject({ operation: 'GraphQL LookAtBranches' });
  });

  it('is not believed over REST either', async () => {
    server.answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<form>');
    expect(await failureOf(server.storage().readContent(commit))).toBeInstanceOf(GitHubAnswerUnexpected);
  });
});

describe('the errors of a GraphQL answer', () => {
  const look = () => failureOf(server.storage().lookAtPullRequest({ number: 7, packageVersion: nginx }));

  it.each([
    ['the repository', { type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve' }, 404],
    ['a permission', { type: 'FORBIDDEN', path: ['repository', 'x'], message: 'Resource not' }, 403],
    ['a scope', { type: 'INSUFFICIENT_SCOPES', message: 'Your token has not been granted' }, 403],
  ])('have a status: %s', async (_what, error, status) => {
    server.answer = json(200, { data: { repository: null }, errors: [error] });
    expect(await look()).toMatchObject({ name: 'GitHubError', status, retryAfterMs: undefined });
  });

  it('tell how long to wait', async () => {
    server.answer = json(
      200,
      { errors: [{ type: 'RATE_LIMITED', message: 'exceeded' }] },
      { 'retry-after': '9' },
    );
    expect(await look()).toMatchObject({ status: 429, retryAfterMs: 9000 });
    server.answer = json(200, { errors: [{ message: 'You have exceeded a secondary rate limit' }] });
    expect(await look()).toMatchObject({ status: 429, retryAfterMs: 60_000 });
  });

  it('may only say that there is no such pull request', async () => {
    const path = ['repository', 'pullRequest'];
    server.answer = json(200, {
      data: { repository: { pullRequest: null } },
      errors: [{ type: 'NOT_FOUND', path, message: 'Could not resolve to a PullRequest' }],
    });
    expect(await server.storage().lookAtPullRequest({ number: 7, packageVersion: nginx })).toBeNull();
  });
});
