import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTeammate, type Teammate } from '../../../sandbox/teammate.ts';
import { startGitHub, type RunningGitHub } from '../../support/github.ts';

describe('the scripted teammate', () => {
  let github: RunningGitHub;
  let teammate: Teammate;
  beforeEach(async () => {
    github = await startGitHub({ ci: { delayMs: 20, verdict: () => 'success', contexts: ['lint'] } });
    teammate = startTeammate(github.standIn, 0);
  });
  afterEach(() => teammate.close());

  async function open(login = 'limelight-bot'): Promise<number> {
    const wanted = { title: 'Add more', head: 'more', base: 'snapshot', login };
    return (await github.standIn.openPullRequest(wanted)).number;
  }
  const reviewersOf = async (number: number) => {
    const at = { owner: github.owner, repo: github.repo, pull_number: number };
    const { data } = await github.client().pulls.listReviews(at);
    return data.map(({ user, state }) => [user?.login, state]);
  };

  it('approves what the bot opened once CI is green', async () => {
    await github.standIn.pushCommit('more', { 'more.txt': 'more\n' }, 'author', 'More', 'snapshot');
    const number = await open();
    await expect.poll(() => reviewersOf(number)).toEqual([['teammate', 'APPROVED']]);
  });

  it('approves the same commit in another pull request, which CI does not test again', async () => {
    await github.standIn.pushCommit('more', { 'more.txt': 'more\n' }, 'author', 'More', 'snapshot');
    const first = await open();
    await expect.poll(() => reviewersOf(first)).toHaveLength(1);
    await github.standIn.closePullRequest(first, 'author');
    const second = await open();
    await expect.poll(() => reviewersOf(second)).toEqual([['teammate', 'APPROVED']]);
  });
});
