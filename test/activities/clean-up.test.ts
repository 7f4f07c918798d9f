import { describe, expect, it } from 'vitest';
import { cleanUp } from '../../activities/clean-up.ts';
import { headBranchName, journeyWorkflowId } from '../../domain/names.ts';
import { GitHubUnreachable } from '../../services/github/github-unreachable.ts';
import { sandboxServices } from '../support/services.ts';

const packageVersion = { name: 'orchestra', version: '1.1.0' };
const workflowId = journeyWorkflowId(packageVersion);
const head = headBranchName({ kind: 'add', packageVersion, stage: 'production', round: 1 });
const LONG = 60_000;

/** A pull request of ours, of a moment ago, at a GitHub whose lists do not show it. */
async function openUnseen() {
  const { sandbox, services } = await sandboxServices();
  const { github } = sandbox;
  const { storage } = services;
  const ground = await storage.lookBeforeChange({ kind: 'add', packageVersion, base: 'production', head });
  const { staging } = await storage.lookAtBranches(packageVersion, ['staging']);
  const tree = staging?.versionTree ?? '';
  const date = '2026-01-01T00:00:00Z';
  const commit = await storage.writeAddition({ ground, packageVersion, tree, message: 'Add', date });
  await storage.placeBranch(head, commit);
  const opened = await storage.openPullRequest({ head, base: 'production', title: 'Add', body: 'Why' });
  if (opened.kind !== 'opened') throw new Error(`It did not open: ${opened.kind}`);
  github.faults.lag = { refs: LONG, pulls: LONG };
  const comments = () => github.log.matching(new RegExp(`^POST .*/issues/${opened.number}/comments$`)).length;
  const state = () => github.pullRequests().map((pull) => pull.state);
  const run = (known: Parameters<typeof cleanUp>[1]['known']) =>
    cleanUp(services, { packageVersion, workflowId, comment: 'Aborted.', known });
  return { github, number: opened.number, comments, state, run };
}

describe('what was opened a moment ago and is on no list yet', () => {
  it('is taken back by what the journey knows of it, with one comment, however often', async () => {
    const { github, number, comments, state, run } = await openUnseen();
    expect(await run([{ number, head }])).toEqual({ closed: [number], deleted: [head] });
    expect(state()).toEqual(['closed']);
    expect(await run([{ number, head }])).toEqual({ closed: [], deleted: [] });
    expect(comments()).toBe(1);
    github.faults.clear();
    expect(await run([])).toEqual({ closed: [], deleted: [] });
  });

  it('is closed with a word, whichever answer is lost, and told of once', async () => {
    const writes = [
      { method: 'POST', path: /\/comments$/ },
      { method: 'PATCH', path: /\/pulls\/\d+$/ },
    ];
    for (const write of writes) {
      const { github, number, state, run } = await openUnseen();
      const fault = github.faults.inject({ ...write, dropAfter: true, count: 1 });
      await expect(run([{ number, head }])).rejects.toBeInstanceOf(GitHubUnreachable);
      expect(fault.hits).toBe(1);
      await run([{ number, head }]);
      expect(state()).toEqual(['closed']);
      expect(github.comments(number).map(({ body }) => body.split('\n')[0])).toEqual(['Aborted.']);
    }
  });

  it('is closed by the end of its head when the answer with its number was lost', async () => {
    const { state, run } = await openUnseen();
    expect(await run([{ head }])).toEqual({ closed: [], deleted: [head] });
    expect(state()).toEqual(['closed']);
  });

  it('is not found by looking alone', async () => {
    const { state, run } = await openUnseen();
    expect(await run([])).toEqual({ closed: [], deleted: [] });
    expect(state()).toEqual(['open']);
  });
});
