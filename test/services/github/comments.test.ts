import { beforeEach, describe, expect, it } from 'vitest';
import { GitHubStorage } from '../../../services/github/github-storage.ts';
import { GitHubUnreachable } from '../../../services/github/github-unreachable.ts';
import { OWNER as owner, REPO as repo, startGitHub, type RunningGitHub } from '../../support/github.ts';

const marker = '<!-- limelight-standing package/nginx@1.6.0 -->';
const issue = { owner, repo, issue_number: 1 };
let github: RunningGitHub;
let storage: GitHubStorage;
let calls: string[];

beforeEach(async () => {
  github = await startGitHub();
  const { standIn } = github;
  await standIn.pushCommit('a', { a: 'a' }, 'limelight-bot', 'Add', 'staging');
  await standIn.openPullRequest({ title: 'Add', head: 'a', base: 'staging', login: 'limelight-bot' });
  calls = [];
  storage = openStorage((operation) => calls.push(operation));
});

function openStorage(onCall: (operation: string) => void): GitHubStorage {
  const repository = `${owner}/${repo}`;
  return new GitHubStorage({ apiUrl: github.standIn.url, repository, auth: { token: 'bot-token' }, onCall });
}

function keep(body: string, id?: number) {
  return storage.keepComment({ number: 1, marker, body, ...(id !== undefined && { id }) });
}

async function comments(): Promise<string[]> {
  const { data } = await github.client().issues.listComments({ ...issue, per_page: 100 });
  return data.map(({ user, body }) => `${user?.login}: ${body}`);
}

describe('the one comment that is edited in place', () => {
  it('is posted once, found again, edited, and left alone when it says so already', async () => {
    const { id, changed } = await keep('One');
    expect(changed).toBe(true);
    expect(await keep('One')).toEqual({ id, changed: false });
    expect(await keep('Two')).toEqual({ id, changed: true });
    expect(await comments()).toEqual([`limelight-bot: Two\n\n${marker}`]);
  });

  it('is one call when its id is known', async () => {
    const { id } = await keep('One');
    calls.length = 0;
    expect(await keep('Two', id)).toEqual({ id, changed: true });
    expect(calls).toEqual(['PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}']);
  });

  it('is posted anew when somebody has deleted it', async () => {
    const { id } = await keep('One');
    await github.client('teammate-token').issues.deleteComment({ owner, repo, comment_id: id });
    const again = await keep('Two', id);
    expect(again.id).not.toBe(id);
    expect(await comments()).toEqual([`limelight-bot: Two\n\n${marker}`]);
  });

  it('is not posted again after a lost answer', async () => {
    github.standIn.faults.inject({ method: 'POST', path: /comments$/, dropAfter: true, count: 1 });
    await expect(keep('One')).rejects.toBeInstanceOf(GitHubUnreachable);
    expect(await keep('One')).toMatchObject({ changed: false });
    expect(await comments()).toHaveLength(1);
  });

  it('stays one: of doubles, from a list that lagged, the oldest', async () => {
    const { id } = await keep('One');
    await github.client().issues.createComment({ ...issue, body: `One\n\n${marker}` });
    expect(await keep('Two')).toEqual({ id, changed: true });
    expect(await comments()).toEqual([`limelight-bot: Two\n\n${marker}`]);
  });

  it('is none that somebody else made, though the marker be in it', async () => {
    await github.client('teammate-token').issues.createComment({ ...issue, body: `I quote ${marker}` });
    await keep('Mine');
    expect(await comments()).toEqual([`teammate: I quote ${marker}`, `limelight-bot: Mine\n\n${marker}`]);
  });

  it('is found behind a hundred others', async () => {
    for (let count = 0; count < 101; count += 1) {
      await github.client('teammate-token').issues.createComment({ ...issue, body: `${count}` });
    }
    const { id } = await keep('One');
    expect(await keep('One')).toEqual({ id, changed: false });
  });

  it('says so where it is cut off', async () => {
    await keep('x'.repeat(70_000));
    const [comment = ''] = await comments();
    expect(comment).toContain('too long to show');
    expect(comment.endsWith(marker)).toBe(true);
  });
});

describe('a comment that is made once', () => {
  it('is, in spite of a lost answer, and another one with another marker is another', async () => {
    const say = (marker: string) => storage.commentOnce({ number: 1, marker, body: 'Look here' });
    github.standIn.faults.inject({ method: 'POST', path: /comments$/, dropAfter: true, count: 1 });
    await expect(say('<!-- 1 -->')).rejects.toBeInstanceOf(GitHubUnreachable);
    expect(await say('<!-- 1 -->')).toMatchObject({ posted: false });
    expect(await say('<!-- 2 -->')).toMatchObject({ posted: true });
    expect(await comments()).toEqual([
      'limelight-bot: Look here\n\n<!-- 1 -->',
      'limelight-bot: Look here\n\n<!-- 2 -->',
    ]);
  });
});

describe("the stand-in's comments", () => {
  const reader = () => github.client('reader-token').issues;

  it('are read one by one, and belong to who made them', async () => {
    const { data: mine } = await reader().createComment({ ...issue, body: 'A reader may ask' });
    const one = { owner, repo, comment_id: mine.id };
    expect((await reader().getComment(one)).data.body).toBe('A reader may ask');
    await reader().updateComment({ ...one, body: 'Or ask again' });
    const { id } = await keep('One');
    const theirs = reader().updateComment({ owner, repo, comment_id: id, body: 'Mine now' });
    await expect(theirs).rejects.toMatchObject({ status: 403 });
    await reader().deleteComment(one);
    await expect(reader().getComment(one)).rejects.toMatchObject({ status: 404 });
  });

  it('are no longer than GitHub takes', async () => {
    const refused = reader().createComment({ ...issue, body: 'x'.repeat(65_537) });
    await expect(refused).rejects.toMatchObject({ status: 422 });
  });
});
