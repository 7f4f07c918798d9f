import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { awaitChange } from '../../activities/await-change.ts';
import { observeWithReviews } from '../../activities/observe-with-reviews.ts';
import type { ChangeObservation, ChangeOrder } from '../../domain/change.ts';
import { packagePath } from '../../domain/package-version.ts';
import { formatInstant } from '../../domain/duration.ts';
import { DEFAULT_TIMING, type Timing } from '../../domain/timing.ts';
import type { Stage } from '../../domain/pipeline.ts';
import type { GitHubStandIn } from '../../sandbox/github/github-stand-in.ts';
import { inActivity, WATCHED_NAMESPACE } from '../support/in-activity.ts';
import { sayGate } from '../support/say-gate.ts';
import { startStorage } from '../services/github/storage-fixture.ts';
import { sandboxServices } from '../support/services.ts';

const packageVersion = { name: 'orchestra', version: '1.1.0' };
const folder = packagePath(packageVersion);
const files = { [`${folder}/manifest.yml`]: 'version: 1.1.0\n' };
const CHECKS: Stage['checks'] = { required: [], whenNone: 'wait' };
const MINUTE = 60_000;
const SOON = 1_000;
const LATE = 1_000_000;
const timing = { ...DEFAULT_TIMING, checksMs: SOON, changeMs: LATE };

const POLICY = { approval: { count: 1, via: ['review'] }, checks: CHECKS, digest: '' } as const;

/** Somebody's pull request to production, at a GitHub without CI: no check reports unless a test sets it. */
async function propose(checks = CHECKS) {
  const { github, storage } = await startStorage({
    storage: { production: { 'README.md': 'Read me\n' } },
    protection: { production: { conversations: true } },
  });
  const services = { ...(await sandboxServices()).services, storage };
  await github.pushCommit('by-hand', files, 'author', 'Add it', 'production');
  const proposal = { title: 'Add it', head: 'by-hand', base: 'production', login: 'author' };
  const { number, headSha } = await github.openPullRequest(proposal);
  const tree = (await storage.findTree('by-hand', folder))?.tree ?? '';
  const { content } = await storage.readContent(tree);
  const stage = { stage: 'production', branch: 'production' };
  const order: ChangeOrder = { kind: 'add', packageVersion, ...stage, content, round: 1, adopt: number };
  const policy = { approval: { count: 1, via: ['review'] }, checks, digest: content.digest } as const;
  const observe = async () => {
    const look = await storage.lookAtPullRequest({ number, packageVersion });
    if (look === null) throw new Error('It does not show');
    return observeWithReviews(storage, look, order, policy);
  };
  const wait = (
    seen: ChangeObservation,
    attempt = 1,
    change: Partial<Timing> = {},
    since?: number,
    client?: Client,
    checksSince?: string,
  ) =>
    inActivity(
      () =>
        awaitChange(services, {
          order,
          policy,
          seen,
          timing: { ...timing, ...change },
          ...(checksSince !== undefined && { checksSince }),
        }),
      attempt,
      client,
      [],
      since,
    );
  const settle = () => expect.poll(async () => (await observe()).mergeability, { timeout: 5_000 });
  return { github, number, head: headSha, observe, wait, settle };
}

const pause = async (waiting: Promise<unknown>): Promise<'soon' | 'late' | 'news'> => {
  try {
    await waiting;
    return 'news';
  } catch (error) {
    expect(error).toMatchObject({ type: 'StillWaiting' });
    const { nextRetryDelay } = error as { nextRetryDelay: number };
    return nextRetryDelay < LATE / 2 ? 'soon' : 'late';
  }
};

/** The pauses that some attempts ask for, in minutes, without the fifth by which each may be shorter. */
async function pauses(
  look: (attempt: number) => Promise<unknown>,
  attempts = [1, 2, 3, 4, 5, 11],
): Promise<number[]> {
  const found: number[] = [];
  for (const attempt of attempts) {
    const { nextRetryDelay } = await look(attempt).then(
      () => ({ nextRetryDelay: 0 }),
      (error: { nextRetryDelay: number }) => error,
    );
    const minutes = [1, 2, 4, 8, 15, 120].filter(
      (bound) => nextRetryDelay <= bound * MINUTE && nextRetryDelay >= bound * MINUTE * 0.8,
    );
    found.push(minutes[0] ?? -1);
  }
  return found;
}

const moveBase = (github: GitHubStandIn) =>
  github.pushCommit('production', { 'more.txt': `${Math.random()}` }, 'author', 'Move on');

describe('the next look at a pull request', () => {
  it('comes soon while checks are expected or run, later each time, and late when some are red or all are green', async () => {
    const { github, head, observe, wait, settle } = await propose();
    expect((await observe()).checks.state).toBe('pending');
    expect(await pauses(async (attempt) => wait(await observe(), attempt, DEFAULT_TIMING))).toEqual([
      1, 2, 4, 8, 15, 15,
    ]);
    await github.setCheck(head, 'lint', 'in_progress');
    expect(await pauses(async (attempt) => wait(await observe(), attempt, DEFAULT_TIMING))).toEqual([
      1, 2, 4, 8, 15, 15,
    ]);
    await github.setCheck(head, 'lint', 'failure');
    expect(await pause(wait(await observe()))).toBe('late');
    await github.setCheck(head, 'lint', 'success');
    await settle().toBe('clean');
    expect(await pause(wait(await observe()))).toBe('late');
  });

  it.each<[what: string, required: readonly string[], most: number]>([
    ['grows to two hours beside the watcher, which sees when checks are done', [], 120],
    ['grows to 15 minutes where only some checks are required: the watcher knows not which', ['lint'], 15],
  ])('%s', async (_what, required, most) => {
    const { github, head, observe, wait } = await propose({ ...CHECKS, required });
    await github.setCheck(head, 'lint', 'in_progress');
    await github.setCheck(head, 'slow', 'in_progress');
    const look = async (attempt: number) =>
      wait(await observe(), attempt, DEFAULT_TIMING, undefined, WATCHED_NAMESPACE);
    const found = await pauses(look);
    expect(found.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect((await pauses(look, [11, 2_000])).every((minutes) => minutes === most)).toBe(true);
  });

  it('comes within 15 minutes beside the watcher, too, where all is there and GitHub still blocks the merge', async () => {
    const { github, number, head, observe, wait, settle } = await propose();
    await github.setCheck(head, 'lint', 'success');
    await github.startConversation(number, 'teammate', 'Why?');
    await settle().toBe('blocked');
    const look = async (attempt: number) =>
      wait(await observe(), attempt, DEFAULT_TIMING, undefined, WATCHED_NAMESPACE);
    // As long as people must approve anyhow, they are waited for.
    expect(await pauses(look, [1, 5])).toEqual([120, 120]);
    await github.review(number, 'teammate', 'APPROVED');
    expect(await pauses(look)).toEqual([1, 2, 4, 8, 15, 15]);
    await github.resolveConversations(number);
    expect((await observe()).mergeability).toBe('clean');
    expect(await pauses(look, [1, 11])).toEqual([1, 15]);
  });

  it('comes each minute while there is a conflict, which no watcher sees end', async () => {
    const { github, observe, wait, settle } = await propose();
    const other = { [`${folder}/manifest.yml`]: 'version: 1.1.0\ntitle: Other\n' };
    await github.pushCommit('production', other, 'author', 'Somebody was quicker');
    await settle().toBe('conflict');
    const look = async (attempt: number) =>
      wait(await observe(), attempt, DEFAULT_TIMING, undefined, WATCHED_NAMESPACE);
    expect(await pauses(look, [1, 11, 1_000])).toEqual([1, 1, 1]);
  });

  it('comes when a silence of the checks is long enough to be told, once; it goes on until one reports', async () => {
    const { github, head, observe, wait } = await propose();
    const seen = await observe();
    const began = Date.now() - 60_000;
    const silenceMs = 90_000;
    const early = await wait(seen, 11, { silenceMs }, began).catch((error: unknown) => error);
    const { nextRetryDelay } = early as { readonly nextRetryDelay: number };
    // Up to a fifth sooner, and as much as the look itself took.
    expect(nextRetryDelay).toBeGreaterThan(30_000 * 0.8 - 5_000);
    expect(nextRetryDelay).toBeLessThanOrEqual(30_000);
    const silent = await wait(seen, 12, { silenceMs: 50_000 }, began);
    const silence = { awaited: [], since: new Date(began).toISOString() };
    expect(silent.checks).toEqual({ state: 'pending', red: [], silence });
    expect(await pause(wait(silent, 1, { silenceMs }))).toBe('late');
    await github.setCheck(head, 'lint', 'in_progress');
    expect((await wait(silent)).checks).toEqual({ state: 'pending', red: [] });
  });

  it('counts a silence from when the checks were first waited for, however often the wait was woken since', async () => {
    const { observe, wait } = await propose();
    const seen = await observe();
    const checksSince = new Date(Date.now() - 60_000).toISOString();
    const silent = await wait(seen, 1, { silenceMs: 50_000 }, Date.now(), undefined, checksSince);
    expect(silent.checks.silence).toEqual({ awaited: [], since: checksSince });
  });

  it('[F11] tells of a check that no runner takes since when it stands in the queue, until one does', async () => {
    const { github, head, observe, wait } = await propose();
    const { startedAt } = await github.setCheck(head, 'lint', 'queued');
    const seen = await observe();
    await expect(wait(seen, 20)).rejects.toMatchObject({
      message: expect.stringContaining(
        `0 of 1 checks green; in the queue: lint since ${formatInstant(startedAt)}`,
      ),
    });
    const silent = await wait(seen, 1, { silenceMs: 0 });
    expect(silent.checks.silence).toEqual({ awaited: [], queued: ['lint'], since: startedAt });
    expect(sayGate(silent, [], POLICY)).toBe(
      `wait lint stands in the queue since ${startedAt}, and no runner has taken it: is CI at work?`,
    );
    // It is told once, and looked at on and on: no picture of the watcher tells that it has begun.
    const look = (attempt: number) => wait(silent, attempt, DEFAULT_TIMING, undefined, WATCHED_NAMESPACE);
    expect(await pauses(look, [1, 2, 3])).toEqual([1, 2, 4]);
    await github.setCheck(head, 'lint', 'in_progress');
    expect((await wait(silent, 1, { silenceMs: 0 })).checks).toEqual({ state: 'pending', red: [] });
  });

  it('is no news while GitHub works a merge out anew, but soon', async () => {
    const { github, head, observe, wait, settle } = await propose();
    await github.setCheck(head, 'lint', 'success');
    await settle().toBe('clean');
    const seen = await observe();
    github.faults.lag = { mergeability: 60_000 };
    await moveBase(github);
    expect((await observe()).mergeability).toBe('unknown');
    expect(await pause(wait(seen, 1_000))).toBe('soon');
    // At first it is a matter of seconds: an approved one would wait a minute for nothing.
    const pauseOf = (attempt: number) =>
      wait(seen, attempt, { checksMs: 60_000 }).then(
        () => 0,
        ({ nextRetryDelay }: { readonly nextRetryDelay: number }) => nextRetryDelay,
      );
    expect(await pauseOf(1)).toBeLessThan(3_000);
    expect(await pauseOf(11)).toBeGreaterThan(40_000);
    await github.setCheck(head, 'lint', 'failure');
    expect(await pause(wait(seen, 1_000))).toBe('news');
  });
});

describe('an approval of an adopted pull request', () => {
  it('does not count for what somebody pushed to it, and counts again when that is undone', async () => {
    const { github, number, head, observe } = await propose();
    await github.review(number, 'teammate', 'APPROVED');
    await github.pushCommit('by-hand', { 'more.txt': 'more\n' }, 'author', 'And this');
    const altered = await observe();
    expect(altered.head).not.toBe(head);
    expect(altered).toMatchObject({ approvedBy: [], author: 'author', effect: 'altered' });
    expect(altered.setAside).toEqual([{ login: 'teammate', why: 'altered' }]);

    await github.pushCommit('by-hand', { 'more.txt': null }, 'author', 'Not this');
    const undone = await observe();
    expect(undone).toMatchObject({ approvedBy: ['teammate'], effect: 'intact' });
    expect(undone.setAside).toBeUndefined();

    const other = { [`${folder}/manifest.yml`]: 'version: 1.1.0\ntitle: Other\n' };
    await github.pushCommit('by-hand', other, 'author', 'Other');
    expect((await observe()).approvedBy).toEqual([]);
  });
});
