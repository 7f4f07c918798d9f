import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository, startScriptedGitHub, type ScriptedGitHub } from './scripted-github.ts';

const QUERY = 'GraphQL ContainedIn';
const tip = 'a'.repeat(40);
const old = 'b'.repeat(40);
const committedDate = '2026-03-01T12:00:00Z';
const earlier = { committedDate: '2026-02-01T12:00:00Z' };
const inCommit = { committedDate, history: { nodes: [{ oid: tip }], pageInfo: { hasNextPage: true } } };
let github: ScriptedGitHub;

beforeEach(async () => {
  github = await startScriptedGitHub();
});
afterEach(() => github.close());

const ask = (...commits: readonly string[]) => github.storage.containedIn({ commits, inCommit: tip });

describe('asking which commits are contained', () => {
  it('asks once about each commit, and not about the one that should contain them', async () => {
    github.on(QUERY, repository({ inCommit, commit0: null }));
    expect(await ask(old, tip, old)).toEqual(new Set([tip]));
    expect(github.asked).toMatchObject([{ what: QUERY, body: { inCommit: tip, commit0: old } }]);
    expect(github.asked[0]?.body).not.toHaveProperty('commit1');
  });

  it.each([
    [300, 1],
    [301, 2],
  ])('asks about %i commits in %i calls', async (count, calls) => {
    const commits = Array.from({ length: count }, (_, index) => index.toString(16).padStart(40, '0'));
    const last = commits.at(-1) ?? '';
    const holding = { ...inCommit, history: { ...inCommit.history, nodes: [{ oid: last }] } };
    github.on(QUERY, repository({ inCommit: holding }));
    expect(await ask(...commits)).toEqual(new Set([last]));
    expect(github.asked).toHaveLength(calls);
    const asked = github.asked.flatMap(({ body }) =>
      Object.entries(body).flatMap(([name, id]) => (name.startsWith('commit') ? [id] : [])),
    );
    expect(asked).toEqual(commits);
  });

  it('takes a commit that the comparison does not find for not contained, and passes on other failures', async () => {
    github.on(QUERY, repository({ inCommit, commit0: earlier }));
    const compare = `GET /compare/${old}...${tip}?per_page=1`;
    github.on(compare, [404, { message: 'Not Found' }], [502, { message: 'Bad Gateway' }]);
    expect(await ask(old)).toEqual(new Set());
    await expect(ask(old)).rejects.toMatchObject({ status: 502 });
  });

  it('passes on what GitHub refuses, and trusts no answer of another shape', async () => {
    const missing = { type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve' };
    const odd = { ...inCommit, committedDate: 'yesterday' };
    github.on(
      QUERY,
      [200, { data: { repository: null }, errors: [missing] }],
      repository({ inCommit: odd, commit0: earlier }),
      repository({ commit0: earlier }),
    );
    await expect(ask(old)).rejects.toMatchObject({ status: 404 });
    await expect(ask(old)).rejects.toThrow('unexpected answer at "repository.inCommit');
    await expect(ask(old)).rejects.toThrow('unexpected answer at "repository.inCommit');
  });
});
