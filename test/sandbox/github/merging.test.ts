import { describe, expect, it, vi } from 'vitest';
import { OWNER as owner, REPO as repo, startGitHub, type RunningGitHub } from '../../support/github.ts';
import { gitIn, graftSample, refusal } from './support.ts';

const at = { owner, repo };
const LOOK = `query Look($number: Int!) { repository(owner: "${owner}", name: "${repo}") { pullRequest(number: $number) {
  state mergeable mergeStateStatus reviewDecision mergeCommit { oid }
  statusCheckRollup { state contexts(first: 100) { totalCount nodes { __typename
    ... on CheckRun { name status conclusion isRequired(pullRequestNumber: $number) }
    ... on StatusContext { context state isRequired(pullRequestNumber: $number) } } } }
  latestReviews(first: 10) { nodes { author { login } state authorCanPushToRepository commit { oid } } } } } }`;

interface Look {
  readonly state: string;
  readonly mergeable: string;
  readonly mergeStateStatus: string;
  readonly reviewDecision: string | null;
  readonly statusCheckRollup: {
    readonly state: string;
    readonly contexts: { readonly totalCount: number };
  } | null;
}

async function look(github: RunningGitHub, number: number): Promise<Look> {
  const answer = await github.client().graphql<{ repository: { pullRequest: Look } }>(LOOK, { number });
  return answer.repository.pullRequest;
}

const settled = (github: RunningGitHub, number: number, status: string) =>
  vi.waitFor(async () => expect((await look(github, number)).mergeStateStatus).toBe(status), {
    interval: 10,
  });

async function mergeRefusal(github: RunningGitHub, number: number, sha?: string) {
  const wish = sha === undefined ? {} : { sha };
  return refusal(github.client().pulls.merge({ ...at, pull_number: number, ...wish }));
}

describe('the state of a pull request', () => {
  it('is unknown at the first look', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    expect(await look(github, data.number)).toMatchObject({
      mergeable: 'UNKNOWN',
      mergeStateStatus: 'UNKNOWN',
      reviewDecision: null,
      statusCheckRollup: null,
    });
    await settled(github, data.number, 'CLEAN');
    const { data: pull } = await github.client().pulls.get({ ...at, pull_number: data.number });
    expect(pull).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
  });

  it('follows the rules of the base branch', async () => {
    const protection = { staging: { requiredContexts: ['build'], requiredApprovals: 1, strict: true } };
    const github = await startGitHub({ protection });
    const { standIn } = github;
    const { data } = await graftSample(github, '1.0.0', 'staging');
    const { number } = data;
    await settled(github, number, 'BLOCKED');
    expect((await mergeRefusal(github, number)).message).toBe('Required status check "build" is expected.');
    await standIn.setCheck(data.head.sha, 'build', 'in_progress');
    expect((await mergeRefusal(github, number)).message).toBe('Required status check "build" is pending.');
    await standIn.setCheck(data.head.sha, 'build', 'success');
    expect(await mergeRefusal(github, number)).toMatchObject({
      status: 405,
      message: /approving review is required/,
    });
    await standIn.review(number, 'reader', 'APPROVED');
    expect((await look(github, number)).reviewDecision).toBe('REVIEW_REQUIRED');
    await standIn.review(number, 'teammate', 'APPROVED');
    expect(await look(github, number)).toMatchObject({
      reviewDecision: 'APPROVED',
      mergeStateStatus: 'CLEAN',
    });
    await standIn.pushCommit('staging', { 'README.md': 'new' }, 'author', 'Meanwhile');
    await settled(github, number, 'BEHIND');
    expect((await mergeRefusal(github, number)).status).toBe(405);
  });

  it('is unstable with a red check that nobody requires', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    await github.standIn.setStatus(data.head.sha, 'style', 'failure');
    await settled(github, data.number, 'UNSTABLE');
    const { data: combined } = await github
      .client()
      .repos.getCombinedStatusForRef({ ...at, ref: data.head.sha });
    expect(combined).toMatchObject({ state: 'failure', total_count: 1 });
  });

  it('is dirty on a conflict', async () => {
    const github = await startGitHub();
    const { standIn } = github;
    await standIn.pushCommit('mine', { 'README.md': 'mine' }, 'author', 'Mine', 'staging');
    await standIn.pushCommit('staging', { 'README.md': 'theirs' }, 'author', 'Theirs');
    const pull = await standIn.openPullRequest({
      title: 'x',
      head: 'mine',
      base: 'staging',
      login: 'author',
    });
    await settled(github, pull.number, 'DIRTY');
    expect((await mergeRefusal(github, pull.number)).message).toBe('Pull Request is not mergeable');
  });
});

describe('a merge', () => {
  it('is refused when the head is not the one in mind, and when it is done already', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    const head = await github.standIn.pushCommit('add-sample-1.0.0', { 'x.txt': 'x' }, 'author', 'More');
    expect(await mergeRefusal(github, data.number, data.head.sha)).toMatchObject({
      status: 409,
      message: 'Head branch was modified. Review and try the merge again.',
    });
    await github.client().pulls.merge({ ...at, pull_number: data.number, sha: head });
    expect((await mergeRefusal(github, data.number, head)).status).toBe(405);
    await github.client().pulls.checkIfMerged({ ...at, pull_number: data.number });
  });

  it('can squash and rebase', async () => {
    const github = await startGitHub();
    const { standIn } = github;
    await standIn.pushCommit('two', { 'a.txt': 'a' }, 'author', 'First', 'staging');
    await standIn.pushCommit('two', { 'b.txt': 'b' }, 'author', 'Second');
    await standIn.pushCommit('staging', { 'c.txt': 'c' }, 'teammate', 'Meanwhile');
    const rebased = await standIn.openPullRequest({
      title: 'r',
      head: 'two',
      base: 'staging',
      login: 'author',
    });
    await standIn.mergePullRequest(rebased.number, 'teammate', { method: 'rebase' });
    expect(await gitIn(github, 'log', '--format=%s', '-3', 'staging')).toBe('Second\nFirst\nMeanwhile');
    await standIn.pushCommit('one', { 'd.txt': 'd' }, 'author', 'Third', 'staging');
    const squashed = await standIn.openPullRequest({
      title: 's',
      head: 'one',
      base: 'staging',
      login: 'author',
    });
    await standIn.mergePullRequest(squashed.number, 'teammate', { method: 'squash' });
    expect(await gitIn(github, 'log', '--format=%s', '-1', 'staging')).toBe(`s (#${squashed.number})`);
  });

  it('is taken back by a revert, and only what it brought', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    await github.standIn.mergePullRequest(data.number, 'teammate');
    await github.standIn.pushCommit('staging', { 'x.txt': 'x' }, 'author', 'Meanwhile');
    await github.standIn.revert(data.number, 'author');
    expect(await gitIn(github, 'ls-tree', '--name-only', 'staging:packages')).toBe('other');
    expect(await gitIn(github, 'cat-file', '-p', 'staging:x.txt')).toBe('x');
  });

  it('goes through the queue where there is one', async () => {
    const github = await startGitHub({ protection: { staging: { mergeQueue: true } } });
    const { data } = await graftSample(github, '1.0.0', 'staging');
    expect((await mergeRefusal(github, data.number)).message).toMatch('merge queue');
    const query = `{ repository(owner: "${owner}", name: "${repo}") { mergeQueue(branch: "staging") { url } } }`;
    expect(await github.client().graphql(query)).toMatchObject({
      repository: { mergeQueue: { url: /queue/ } },
    });
  });
});

describe('branches and their pull requests', () => {
  it('update-branch merges the base into the head, afterwards', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    const update = { ...at, pull_number: data.number, expected_head_sha: data.head.sha };
    expect((await refusal(github.client().pulls.updateBranch(update))).status).toBe(422);
    await github.standIn.pushCommit('staging', { 'x.txt': 'x' }, 'author', 'Meanwhile');
    expect((await github.client().pulls.updateBranch(update)).status).toBe(202);
    await vi.waitFor(() => expect(github.standIn.pullRequests()[0]?.headSha).not.toBe(data.head.sha));
    expect((await refusal(github.client().pulls.updateBranch(update))).message).toMatch('expected head sha');
  });

  it('closes the pull request of a deleted branch, and marks what came in by a push', async () => {
    const github = await startGitHub();
    const { data: first } = await graftSample(github, '1.0.0', 'staging');
    const { data: second } = await graftSample(github, '1.1.0', 'staging');
    await github.client().git.deleteRef({ ...at, ref: `heads/${first.head.ref}` });
    expect((await look(github, first.number)).state).toBe('CLOSED');
    await github.client().git.updateRef({ ...at, ref: 'heads/staging', sha: second.head.sha });
    expect((await look(github, second.number)).state).toBe('MERGED');
    expect(await gitIn(github, 'rev-parse', `refs/pull/${first.number}/head`)).toBe(first.head.sha);
  });
});
