import { expect, it } from 'vitest';
import { startStorage } from './storage-fixture.ts';

it('finds the open pull requests whose head is a commit, and no others', async () => {
  const { storage, github } = await startStorage({ storage: { production: { 'README.md': 'Read me\n' } } });
  const push = (branch: string) =>
    github.pushCommit(branch, { [`${branch}.txt`]: 'x\n' }, 'author', 'Add', 'production');
  const open = (head: string) =>
    github.openPullRequest({ title: head, head, base: 'production', login: 'author' });
  await push('by-hand');
  const theirs = await open('by-hand');
  const mergedHead = await push('merged');
  const merged = await open('merged');
  const mergeCommit = await github.mergePullRequest(merged.number, 'author');
  const closed = await push('closed');
  await github.closePullRequest((await open('closed')).number, 'author');
  const outdated = theirs.headSha;
  const newHead = await push('by-hand');

  await github.pushToFork('stranger', 'by-hand', newHead);
  const forked = await open('stranger:by-hand');

  expect(await storage.pullRequestsOfCommit(newHead)).toEqual([
    { number: theirs.number, head: { ref: 'by-hand', sha: newHead } },
    { number: forked.number, head: { ref: 'fork:by-hand', sha: newHead } },
  ]);
  for (const commit of [outdated, mergedHead, mergeCommit, closed, 'f'.repeat(40)])
    expect(await storage.pullRequestsOfCommit(commit)).toEqual([]);
});
