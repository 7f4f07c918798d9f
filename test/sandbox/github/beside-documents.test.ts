import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStorage } from '../../../sandbox/github/bare-storage.ts';
import { GitHubStandIn } from '../../../sandbox/github/github-stand-in.ts';

/** What GitHub takes or says, and its own documents leave out or describe twice: no exchange is checked here. */
let gitDir: string;
let standIn: GitHubStandIn;
let number: number;

beforeAll(async () => {
  gitDir = await mkdtemp(join(tmpdir(), 'limelight-github-'));
  await createStorage(gitDir, { main: { 'a.txt': 'a' }, feature: { 'a.txt': 'b' } });
  standIn = await GitHubStandIn.start({ gitDir, owner: 'acme', repo: 'storage' });
  await standIn.pushCommit('topic', { 'a.txt': 'c' }, 'author', 'Change a', 'feature');
  const wanted = { title: 'Topic', head: 'topic', base: 'feature', login: 'author' };
  ({ number } = await standIn.openPullRequest(wanted));
});

afterAll(async () => {
  await standIn.close();
  await rm(gitDir, { recursive: true, force: true });
});

const authorization = 'token bot-token';

function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  return fetch(`${standIn.url}${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

it('takes labels as a bare list', async () => {
  const labels = await ask('POST', `/repos/acme/storage/issues/${number}/labels`, ['one', 'two']);
  expect([labels.status, await labels.json()]).toMatchObject([200, [{ name: 'one' }, { name: 'two' }]]);
});

it('neither overwrites nor removes a file that the caller has not seen', async () => {
  const change = { message: 'm', content: '', branch: 'topic', sha: '0'.repeat(40) };
  for (const method of ['PUT', 'DELETE'])
    expect((await ask(method, '/repos/acme/storage/contents/a.txt', change)).status).toBe(409);
});

it('shows a pull request as a difference, and as mails', async () => {
  const path = `/repos/acme/storage/pulls/${number}`;
  const diff = await ask('GET', path, undefined, { accept: 'application/vnd.github.v3.diff' });
  expect(diff.headers.get('content-type')).toContain('application/vnd.github.diff');
  expect(await diff.text()).toContain('diff --git a/a.txt b/a.txt');
  const patch = await ask('GET', path, undefined, { accept: 'application/vnd.github.patch' });
  expect(await patch.text()).toContain('Subject: [PATCH] Change a');
});

it('has the whole API where an Enterprise server has it, and links that stay where the caller came in', async () => {
  const root = '/api/v3/repos/acme/storage';
  const commits = await ask('GET', `${root}/commits?per_page=1&sha=topic`);
  expect(commits.headers.get('link')).toContain(`<${standIn.url}${root}/commits?per_page=1&`);
  const proxied = await ask('GET', `${root}/commits?per_page=1&sha=topic`, undefined, {
    'x-forwarded-proto': 'https',
  });
  expect(proxied.headers.get('link')).toContain(`<${standIn.url.replace('http:', 'https:')}${root}/commits?`);
  const viewer = await ask('POST', '/api/graphql', { query: '{ viewer { login } }' });
  expect(await viewer.json()).toEqual({ data: { viewer: { login: 'limelight-bot' } } });
});

it('lets one name stand for texts that may be null here and not there', async () => {
  const query = `{ repository(owner: "acme", name: "storage") { pullRequest(number: ${number}) {
    reviewRequests(first: 1) { nodes { requestedReviewer { ... on User { name } ... on Team { name } } } } } } }`;
  const answer = (await (await ask('POST', '/graphql', { query })).json()) as object;
  expect(answer).not.toHaveProperty('errors');
});

it('says in the words of GitHub what a query asks for in vain', async () => {
  const query = '{ viewer { shoeSize } ... on Nothing { id } }';
  expect(await (await ask('POST', '/graphql', { query })).json()).toMatchObject({
    errors: expect.arrayContaining([
      expect.objectContaining({ message: "Field 'shoeSize' doesn't exist on type 'User'" }),
      expect.objectContaining({ message: "No such type Nothing, so it can't be a fragment condition" }),
    ]) as unknown,
  });
});
