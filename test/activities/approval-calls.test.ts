import { describe, expect, it } from 'vitest';
import { observeWithReviews } from '../../activities/observe-with-reviews.ts';
import type { ApprovalPolicy } from '../../domain/approval-policy.ts';
import { packagePath } from '../../domain/package-version.ts';
import { startStorage } from '../services/github/storage-fixture.ts';

const packageVersion = { name: 'nginx', version: '1.6.0' };
const folder = packagePath(packageVersion);

/** A pull request that `teammate` approved, and the calls that one more look at it costs. */
async function approvedChange(approval: Partial<ApprovalPolicy>) {
  const { github, storage, calls } = await startStorage({
    storage: { production: { 'README.md': 'Read me\n' } },
    teams: { 'acme/owners': ['teammate'] },
  });
  await github.pushCommit('head', { [`${folder}/manifest.yml`]: 'x: 1\n' }, 'author', 'Add it', 'production');
  const opening = { title: 'Add it', head: 'head', base: 'production', login: 'limelight-bot' };
  const { number } = await github.openPullRequest(opening);
  await github.review(number, 'teammate', 'APPROVED');
  const tree = (await storage.findTree('head', folder))?.tree ?? '';
  const { content } = await storage.readContent(tree);
  const stage = { stage: 'production', branch: 'production' };
  const order = { kind: 'add', packageVersion, ...stage, content, round: 1 } as const;
  const policy = {
    approval: { count: 1, via: ['review', 'signal'], notRequester: true, ...approval },
    checks: { required: [], whenNone: 'pass' },
    digest: content.digest,
    requester: 'author',
  } as const;
  return {
    look: async (): Promise<string[]> => {
      calls.length = 0;
      const look = await storage.lookAtPullRequest({ number, packageVersion });
      if (look === null) throw new Error('It does not show');
      const approvals = [{ actor: 'operator', change: number, digest: content.digest }];
      await observeWithReviews(storage, look, order, policy, approvals);
      return [...calls];
    },
    update: async (): Promise<void> => {
      const head = github.pullRequests()[0]?.headSha ?? '';
      await github.pushCommit('production', { 'news.txt': 'news\n' }, 'author', 'News');
      await storage.updateBranch(number, head);
      await expect.poll(() => github.pullRequests()[0]?.headSha).not.toBe(head);
    },
  };
}

const LOOK = 'GraphQL LookAtPullRequest';

describe('a look at an approved pull request costs', () => {
  it('one call where anybody with write access may approve', async () => {
    const { look } = await approvedChange({});
    expect(await look()).toEqual([LOOK]);
  });

  it('one call where names alone say who may', async () => {
    const { look } = await approvedChange({ from: { users: ['teammate'] } });
    expect(await look()).toEqual([LOOK]);
  });

  it('one more for a team, once in a while', async () => {
    const { look } = await approvedChange({ from: { teams: ['acme/owners'] } });
    expect(await look()).toEqual([LOOK, 'GET /orgs/{org}/teams/{team_slug}/members']);
    expect(await look()).toEqual([LOOK]);
  });

  it('two more for an approval of an earlier head, once', async () => {
    const { look, update } = await approvedChange({});
    await update();
    expect(await look()).toEqual([LOOK, 'GraphQL FindTree', 'GET /repos/{owner}/{repo}/compare/{basehead}']);
    expect(await look()).toEqual([LOOK]);
  });

  it('nothing more for an earlier head where no review counts', async () => {
    const { look, update } = await approvedChange({ via: ['signal'] });
    await update();
    expect(await look()).toEqual([LOOK]);
  });
});
