import { beforeEach, describe, expect, it } from 'vitest';
import { OWNER as owner, REPO as repo, startGitHub, type RunningGitHub } from '../../support/github.ts';
import { graftSample } from './support.ts';

let github: RunningGitHub;
let number: number;
let id: string;
let head: string;

beforeEach(async () => {
  github = await startGitHub({ protection: { staging: { requiredContexts: ['lint'] } } });
  const { data } = await graftSample(github, '1.0.0', 'staging');
  ({ number, node_id: id } = data);
  head = data.head.sha;
});

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly type?: string }[];
}

async function ask(query: string, variables: object = {}, token = 'bot-token'): Promise<Answer> {
  const answer = await fetch(`${github.standIn.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as Answer;
}

function change(name: string, input: object, answer: string, token?: string): Promise<Answer> {
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input!`;
  return ask(`mutation M($input: ${type}) { ${name}(input: $input) { ${answer} } }`, { input }, token);
}

describe('GraphQL changes', () => {
  it('comments, reviews and merges by the rules that REST has', async () => {
    const merge = { pullRequestId: id, mergeMethod: 'SQUASH', commitHeadline: 'One', expectedHeadOid: head };
    expect(
      await change('addComment', { subjectId: id, body: 'hello' }, 'commentEdge { node { url } }'),
    ).toMatchObject({
      data: { addComment: { commentEdge: { node: { url: expect.stringContaining('#issuecomment-') } } } },
    });
    const approve = { pullRequestId: id, event: 'APPROVE' };
    expect(await change('addPullRequestReview', approve, 'pullRequestReview { state }')).toMatchObject({
      errors: [{ type: 'UNPROCESSABLE', message: 'Can not approve your own pull request' }],
    });
    expect(
      await change('addPullRequestReview', approve, 'pullRequestReview { state }', 'teammate-token'),
    ).toMatchObject({ data: { addPullRequestReview: { pullRequestReview: { state: 'APPROVED' } } } });
    const state = 'pullRequest { state mergeCommit { messageHeadline } }';
    expect(await change('mergePullRequest', merge, state)).toMatchObject({
      errors: [{ type: 'UNPROCESSABLE' }],
    });
    await github.standIn.setCheck(head, 'lint', 'success');
    const other = { ...merge, expectedHeadOid: '0'.repeat(40) };
    expect(await change('mergePullRequest', other, state)).toMatchObject({ errors: [{}] });
    expect(await change('mergePullRequest', merge, state)).toMatchObject({
      data: {
        mergePullRequest: { pullRequest: { state: 'MERGED', mergeCommit: { messageHeadline: 'One' } } },
      },
    });
  });

  it('opens, edits, closes and opens again', async () => {
    const state = 'pullRequest { number state title isDraft }';
    const pull = async (name: string, input: object) => {
      const { data } = await change(name, input, state);
      return (data?.[name] as { pullRequest: object } | undefined)?.pullRequest;
    };
    expect(await pull('closePullRequest', { pullRequestId: id })).toMatchObject({ state: 'CLOSED' });
    expect(await pull('reopenPullRequest', { pullRequestId: id })).toMatchObject({ state: 'OPEN' });
    await pull('closePullRequest', { pullRequestId: id });
    const headRefName = github.standIn.pullRequests()[0]?.headRef;
    const opened = { repositoryId: 'R', headRefName, baseRefName: 'staging', title: 'Again', draft: true };
    expect(await pull('createPullRequest', opened)).toMatchObject({ number: number + 1, isDraft: true });
    const second = await ask(
      `{ repository(owner: "${owner}", name: "${repo}") { pullRequest(number: ${number + 1}) { id } } }`,
    );
    const pullRequestId = (second.data?.['repository'] as { pullRequest: { id: string } } | undefined)
      ?.pullRequest.id;
    expect(await pull('markPullRequestReadyForReview', { pullRequestId })).toMatchObject({ isDraft: false });
    const title = 'Another title';
    expect(await pull('updatePullRequest', { pullRequestId, title })).toMatchObject({ title });
  });

  it('nothing for somebody who may only read, or for what is not there', async () => {
    expect(
      await change('closePullRequest', { pullRequestId: id }, 'clientMutationId', 'reader-token'),
    ).toMatchObject({
      errors: [{ type: 'FORBIDDEN' }],
    });
    expect(await change('closePullRequest', { pullRequestId: 'x' }, 'clientMutationId')).toMatchObject({
      errors: [{ type: 'NOT_FOUND' }],
    });
    expect(github.standIn.pullRequests()[0]?.state).toBe('open');
  });
});

describe('GraphQL answers', () => {
  it('a node by its id, with which of its checks are required', async () => {
    await github.standIn.setCheck(head, 'lint', 'success');
    await github.standIn.setStatus(head, 'other', 'pending');
    const query = `query Q($id: ID!) { node(id: $id) { ... on PullRequest { number
      commits(last: 1) { nodes { commit { authors(first: 1) { nodes { name } }
        statusCheckRollup { contexts(first: 9) { nodes {
          ... on CheckRun { name isRequired(pullRequestId: $id) checkSuite { workflowRun { event } } }
          ... on StatusContext { context isRequired(pullRequestId: $id) } } } } } } } } } }`;
    expect(await ask(query, { id })).toMatchObject({
      data: {
        node: {
          number,
          commits: {
            nodes: [
              {
                commit: {
                  statusCheckRollup: {
                    contexts: {
                      nodes: [
                        { name: 'lint', isRequired: true, checkSuite: { workflowRun: null } },
                        { context: 'other', isRequired: false },
                      ],
                    },
                  },
                },
              },
            ],
          },
        },
      },
    });
    expect(await ask(query, { id: 'bm90aGluZw' })).toMatchObject({ errors: [{ type: 'NOT_FOUND' }] });
  });

  it('a search by qualifiers, and how many there are without any of them', async () => {
    const found = async (q: string) => {
      const query = 'query S($q: String!) { search(query: $q, type: ISSUE, first: 5) { issueCount } }';
      return ((await ask(query, { q })).data?.['search'] as { issueCount: number } | undefined)?.issueCount;
    };
    expect(await found(`repo:${owner}/${repo} is:pr state:open ( author:@me )`)).toBe(1);
    expect(await found('is:merged')).toBe(0);
    expect(await found('base:production')).toBe(0);
    expect(await found('review-requested:teammate')).toBe(0);
    expect(await found('sample')).toBe(1);
    const count = `{ repository(owner: "${owner}", name: "${repo}") { pullRequests { totalCount } } }`;
    expect(await ask(count)).toMatchObject({ data: { repository: { pullRequests: { totalCount: 1 } } } });
    const unpaged = count.replace('totalCount', 'nodes { number }');
    expect((await ask(unpaged)).errors?.[0]?.message).toContain('`first` or `last`');
  });
});
