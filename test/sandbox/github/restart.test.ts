import { join, dirname } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { GitHubStandIn } from '../../../sandbox/github/github-stand-in.ts';
import { OWNER as owner, REPO as repo, startGitHub } from '../../support/github.ts';
import { graftSample } from './support.ts';

describe('a restart', () => {
  it('keeps what is not git, and lets CI go on', async () => {
    const first = await startGitHub();
    const stateFile = join(dirname(first.gitDir), 'state.json');
    const options = { gitDir: first.gitDir, stateFile };
    const ci = { delayMs: 60_000, verdict: () => 'success' as const, contexts: ['build'] };
    const before = await startGitHub({ ...options, ci });
    const { data: pull } = await graftSample(before, '1.0.0', 'staging');
    const octokit = before.client();
    const at = { owner, repo, issue_number: pull.number };
    await octokit.issues.createComment({ ...at, body: 'Hello' });
    await octokit.issues.addLabels({ ...at, labels: ['limelight'] });
    await before.standIn.review(pull.number, 'teammate', 'APPROVED');
    await vi.waitFor(async () => {
      const { data } = await octokit.checks.listForRef({ owner, repo, ref: pull.head.sha });
      expect(data.check_runs).toMatchObject([{ name: 'build', status: 'queued' }]);
    });
    await before.standIn.close();

    const after = await startGitHub({ ...options, ci: { ...ci, delayMs: 0 } });
    expect(after.standIn.pullRequests()).toMatchObject([{ number: 1, state: 'open', labels: ['limelight'] }]);
    expect((await after.client().issues.listComments(at)).data).toMatchObject([{ body: 'Hello' }]);
    const reviews = await after.client().pulls.listReviews({ owner, repo, pull_number: 1 });
    expect(reviews.data).toMatchObject([{ state: 'APPROVED', user: { login: 'teammate' } }]);
    await vi.waitFor(async () => {
      const { data } = await after.client().checks.listForRef({ owner, repo, ref: pull.head.sha });
      expect(data.check_runs).toMatchObject([{ name: 'build', conclusion: 'success' }]);
    });
    const second = await graftSample(after, '1.1.0', 'staging');
    expect(second.data.number).toBe(2);
  });

  it('cannot begin where there is no repository', async () => {
    const start = GitHubStandIn.start({ gitDir: join(import.meta.dirname, 'nothing.git'), owner, repo });
    await expect(start).rejects.toThrow('not a git repository');
  });
});
