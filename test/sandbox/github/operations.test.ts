import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { OWNER as owner, REPO as repo, SILENT, startGitHub } from '../../support/github.ts';
import { graftSample, refusal } from './support.ts';

const at = { owner, repo };

describe('what else a release bot asks for answers as the official document says', () => {
  it('repository, branches, commits', async () => {
    const { repos } = (
      await startGitHub({ protection: { staging: { requiredContexts: ['build'] } } })
    ).client();
    expect((await repos.get(at)).data).toMatchObject({
      default_branch: 'production',
      permissions: { push: true },
    });
    expect((await repos.listBranches({ ...at, protected: true })).data).toMatchObject([{ name: 'staging' }]);
    const { data: branch } = await repos.getBranch({ ...at, branch: 'staging' });
    expect(branch).toMatchObject({
      protected: true,
      commit: { commit: { message: 'Set up the storage\n' } },
    });
    expect((await repos.listCommits({ ...at, sha: 'staging', path: 'packages' })).data).toHaveLength(1);
    expect((await repos.getCommit({ ...at, ref: 'staging' })).data.sha).toBe(branch.commit.sha);
    const root = await repos.getContent({ ...at, path: '', ref: 'staging' });
    expect(root.data).toMatchObject([
      { name: 'README.md', type: 'file' },
      { name: 'packages', type: 'dir' },
    ]);
    const file = await repos.getContent({ ...at, path: 'README.md' });
    expect(file.data).toMatchObject({ encoding: 'base64' });
    expect((await refusal(repos.getContent({ ...at, path: 'no.md' }))).status).toBe(404);
    const permission = await repos.getCollaboratorPermissionLevel({ ...at, username: 'reader' });
    expect(permission.data.permission).toBe('read');
  });

  it('pages of lists', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    for (const head of ['a', 'b', 'c']) {
      await github.standIn.pushCommit(head, { [head]: head }, 'author', head, 'staging');
      await github.standIn.openPullRequest({ title: head, head, base: 'staging', login: 'author' });
    }
    const first = await octokit.pulls.list({ ...at, per_page: 2 });
    expect(first.data.map(({ number }) => number)).toEqual([3, 2]);
    expect(first.headers.link).toMatch(/page=2>; rel="next"/);
    expect(await octokit.paginate(octokit.pulls.list, { ...at, per_page: 1 })).toHaveLength(3);
    const filtered = await octokit.pulls.list({ ...at, head: `${owner}:b`, base: 'staging', state: 'all' });
    expect(filtered.data).toMatchObject([{ number: 2 }]);
    const { data: refs } = await octokit.git.listMatchingRefs({ ...at, ref: 'heads/s' });
    expect(refs.map(({ ref }) => ref)).toEqual(['refs/heads/snapshot', 'refs/heads/staging']);
  });

  it('a file that was moved, as one', async () => {
    const github = await startGitHub();
    const moved = { 'README.md': null, 'docs/READ-ME.md': '# A small package storage\n' };
    await github.standIn.pushCommit('move', moved, 'author', 'Move it', 'staging');
    const proposal = { title: 'Move it', head: 'move', base: 'staging', login: 'author' };
    const { number } = await github.standIn.openPullRequest(proposal);
    const { pulls } = github.client();
    const { data: files } = await pulls.listFiles({ ...at, pull_number: number });
    const one = { filename: 'docs/READ-ME.md', previous_filename: 'README.md', status: 'renamed' };
    expect(files).toMatchObject([{ ...one, additions: 0, deletions: 0 }]);
    expect((await pulls.get({ ...at, pull_number: number })).data.changed_files).toBe(1);
  });

  it('a pull request and its conversation', async () => {
    const github = await startGitHub();
    const { pulls, issues, repos } = github.client();
    const { data: opened } = await graftSample(github, '1.0.0', 'staging');
    const number = { ...at, pull_number: opened.number };
    const issue = { ...at, issue_number: opened.number };
    expect((await pulls.listFiles(number)).data).toHaveLength(3);
    expect((await pulls.listCommits(number)).data).toHaveLength(1);
    expect((await pulls.requestReviewers({ ...number, reviewers: ['teammate'] })).data).toMatchObject({
      requested_reviewers: [{ login: 'teammate' }],
    });
    const { data: comment } = await issues.createComment({ ...issue, body: 'One' });
    await issues.updateComment({ ...at, comment_id: comment.id, body: 'Two' });
    expect((await issues.listComments(issue)).data).toMatchObject([{ body: 'Two' }]);
    await issues.addLabels({ ...issue, labels: ['a', 'b'] });
    expect((await issues.removeLabel({ ...issue, name: 'a' })).data).toMatchObject([{ name: 'b' }]);
    const teammate = github.client('teammate-token').pulls;
    const { data: review } = await teammate.createReview({ ...number, event: 'COMMENT', body: 'Hm' });
    expect((await pulls.getReview({ ...number, review_id: review.id })).data.body).toBe('Hm');
    expect((await pulls.update({ ...number, title: 'New', state: 'closed' })).data).toMatchObject({
      title: 'New',
      state: 'closed',
    });
    expect((await pulls.update({ ...number, state: 'open' })).data.state).toBe('open');
    expect((await refusal(pulls.checkIfMerged(number))).status).toBe(404);
    const basehead = `staging...${opened.head.ref}`;
    const { data: compared } = await repos.compareCommitsWithBasehead({ ...at, basehead });
    expect(compared).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0 });
    const page = await (await fetch(opened.html_url)).text();
    expect(page).toContain('added packages/sample/1.0.0/manifest.yml');
  });

  it('check runs, suites and statuses', async () => {
    const github = await startGitHub();
    const { checks, repos } = github.client();
    const { data: pull } = await graftSample(github, '1.0.0', 'staging');
    const head_sha = pull.head.sha;
    const { data: run } = await checks.create({ ...at, name: 'build', head_sha, status: 'in_progress' });
    await checks.update({ ...at, check_run_id: run.id, status: 'completed', conclusion: 'skipped' });
    const { data: suites } = await checks.listSuitesForRef({ ...at, ref: head_sha });
    expect(suites.check_suites).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
    const check_suite_id = suites.check_suites[0]?.id ?? 0;
    expect((await checks.listForSuite({ ...at, check_suite_id })).data.total_count).toBe(1);
    await checks.rerequestSuite({ ...at, check_suite_id });
    await repos.createCommitStatus({ ...at, sha: head_sha, state: 'error', context: 'style' });
    expect((await repos.listCommitStatusesForRef({ ...at, ref: head_sha })).data).toHaveLength(1);
    const empty = await repos.getCombinedStatusForRef({ ...at, ref: 'staging' });
    expect(empty.data).toMatchObject({ state: 'pending', total_count: 0 });
    const deployment = await repos.createDeployment({ ...at, ref: 'staging', environment: 'staging' });
    const deployment_id = 'id' in deployment.data ? deployment.data.id : 0;
    await repos.createDeploymentStatus({ ...at, deployment_id, state: 'success' });
  });

  it('an App and its installation', async () => {
    const github = await startGitHub();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const options = { baseUrl: github.standIn.url, authStrategy: createAppAuth, log: SILENT };
    const app = new Octokit({ ...options, auth: { appId: 1, privateKey: key } });
    expect((await app.apps.getAuthenticated()).data).toMatchObject({ slug: 'limelight' });
    expect((await app.apps.listInstallations()).data).toHaveLength(1);
    const { data: installation } = await app.apps.getRepoInstallation(at);
    const installationId = installation.id;
    const installed = new Octokit({ ...options, auth: { appId: 1, privateKey: key, installationId } });
    await graftSample(github, '1.0.0', 'staging');
    const { data: comment } = await installed.issues.createComment({ ...at, issue_number: 1, body: 'Hi' });
    expect(comment.user).toMatchObject({ login: 'limelight[bot]', type: 'Bot' });
    expect((await refusal(installed.repos.listWebhooks(at))).message).toBe(
      'Resource not accessible by integration',
    );
  });

  it('the caller, its limits, and teams that are not there', async () => {
    const { users, rateLimit, teams } = (await startGitHub()).client();
    expect((await users.getAuthenticated()).data.login).toBe('limelight-bot');
    expect((await rateLimit.get()).data.rate.limit).toBe(5000);
    expect((await refusal(teams.listMembersInOrg({ org: owner, team_slug: 'x' }))).status).toBe(404);
  });
});
