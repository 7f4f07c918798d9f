import { describe, expect, it } from 'vitest';
import { OWNER as owner, REPO as repo, startGitHub } from '../../support/github.ts';
import { graftSample, refusal } from './support.ts';

const at = { owner, repo };

describe('what ordinary clients ask besides', () => {
  it('a pull request as an issue, with its labels in every form that GitHub takes', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const { number } = (await graftSample(github, '1.0.0', 'staging')).data;
    const issue = { ...at, issue_number: number };
    expect((await octokit.issues.get(issue)).data).toMatchObject({ number, state: 'open', pull_request: {} });
    const names = (labels: readonly { readonly name: string }[]) => labels.map(({ name }) => name);
    await octokit.issues.addLabels({ ...issue, labels: ['one', 'two'] });
    expect(names((await octokit.issues.setLabels({ ...issue, labels: ['three'] })).data)).toEqual(['three']);
    expect(names((await octokit.issues.listLabelsOnIssue(issue)).data)).toEqual(['three']);
    expect(names((await octokit.issues.listLabelsForRepo(at)).data)).toEqual(['three']);
    expect((await octokit.issues.getLabel({ ...at, name: 'three' })).data.name).toBe('three');
    const filter = { ...at, labels: 'three' };
    expect((await octokit.issues.listForRepo(filter)).data.map((one) => one.number)).toEqual([number]);
    expect((await octokit.issues.removeAllLabels(issue)).status).toBe(204);
    expect((await octokit.issues.listForRepo(filter)).data).toEqual([]);
  });

  it('comments one by one, and that there are none on lines', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const { number } = (await graftSample(github, '1.0.0', 'staging')).data;
    const { id } = (await octokit.issues.createComment({ ...at, issue_number: number, body: 'hello' })).data;
    expect((await octokit.issues.getComment({ ...at, comment_id: id })).data.body).toBe('hello');
    expect((await octokit.issues.deleteComment({ ...at, comment_id: id })).status).toBe(204);
    expect((await refusal(octokit.issues.getComment({ ...at, comment_id: id }))).status).toBe(404);
    expect((await octokit.pulls.listReviewComments({ ...at, pull_number: number })).data).toEqual([]);
  });

  it('who was asked for a review, and reviews that are dismissed', async () => {
    const github = await startGitHub({ protection: { staging: { requiredApprovals: 1 } } });
    const octokit = github.client();
    const { number } = (await graftSample(github, '1.0.0', 'staging')).data;
    const pull = { ...at, pull_number: number };
    const asked = async () =>
      (await octokit.pulls.listRequestedReviewers(pull)).data.users.map(({ login }) => login);
    await octokit.pulls.requestReviewers({ ...pull, reviewers: ['teammate'] });
    expect(await asked()).toEqual(['teammate']);
    await octokit.pulls.removeRequestedReviewers({ ...pull, reviewers: ['teammate'] });
    expect(await asked()).toEqual([]);
    const review = await github.standIn.review(number, 'teammate', 'APPROVED');
    const dismissal = { ...pull, review_id: review.id, message: 'too early' };
    expect((await octokit.pulls.dismissReview(dismissal)).data.state).toBe('DISMISSED');
    expect((await refusal(octokit.pulls.merge(pull))).status).toBe(405);
  });

  it('writes and removes a file by its path, never one that the caller has not seen', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const file = { ...at, path: 'docs/note.txt', branch: 'staging', message: 'Note' };
    const content = Buffer.from('one').toString('base64');
    const first = await octokit.repos.createOrUpdateFileContents({ ...file, content });
    expect([first.status, first.data.commit.message]).toEqual([201, 'Note']);
    const sha = first.data.content?.sha ?? '';
    const other = { ...file, content: Buffer.from('two').toString('base64') };
    expect((await refusal(octokit.repos.createOrUpdateFileContents(other))).status).toBe(422);
    const second = await octokit.repos.createOrUpdateFileContents({ ...other, sha });
    expect(second.status).toBe(200);
    const seen = { ...at, path: file.path, ref: 'staging' };
    const read = (await octokit.repos.getContent(seen)).data as { content: string; sha: string };
    expect(Buffer.from(read.content, 'base64').toString()).toBe('two');
    expect((await octokit.repos.deleteFile({ ...file, sha: read.sha })).status).toBe(200);
    expect((await refusal(octokit.repos.getContent(seen))).status).toBe(404);
    expect((await octokit.repos.getReadme({ ...at, ref: 'staging' })).data.path).toBe('README.md');
  });

  it('one check run, its suite, and the pull requests of a commit', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const { number, head } = (await graftSample(github, '1.0.0', 'staging')).data;
    const run = await github.standIn.setCheck(head.sha, 'lint', 'success');
    expect((await octokit.checks.get({ ...at, check_run_id: run.id })).data).toMatchObject({
      name: 'lint',
      conclusion: 'success',
    });
    const suites = await octokit.checks.listSuitesForRef({ ...at, ref: head.sha });
    const suite = suites.data.check_suites[0]?.id ?? 0;
    expect((await octokit.checks.getSuite({ ...at, check_suite_id: suite })).data.head_sha).toBe(head.sha);
    const pulls = await octokit.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: head.sha });
    expect(pulls.data.map((pull) => pull.number)).toEqual([number]);
  });

  it('who somebody is, and what there is at the root', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    expect((await octokit.users.getByUsername({ username: 'teammate' })).data.login).toBe('teammate');
    expect((await refusal(octokit.users.getByUsername({ username: 'nobody' }))).status).toBe(404);
    const collaborator = { ...at, username: 'teammate' };
    expect((await octokit.repos.checkCollaborator(collaborator)).status).toBe(204);
    const root = await fetch(`${github.standIn.url}/`, { headers: { authorization: 'token bot-token' } });
    expect([root.status, await root.json()]).toMatchObject([200, { current_user_url: expect.any(String) }]);
    expect((await fetch(`${github.standIn.url}/`)).status).toBe(401);
  });
});
