import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awaitChange } from '../../activities/await-change.ts';
import { awaitChangedPictures } from '../../activities/await-changed-pictures.ts';
import { nudgeJourneys } from '../../activities/nudge-journeys.ts';
import { freshObservation, type ChangeObservation, type ChangeOrder } from '../../domain/change.ts';
import { headBranchName } from '../../domain/names.ts';
import { packagePath } from '../../domain/package-version.ts';
import { DEFAULT_TIMING, DEFAULT_WATCH_MS } from '../../domain/timing.ts';
import { beginWatching, comparePictures, rememberNews } from '../../domain/watcher-state.ts';
import type { Exchange } from '../../sandbox/exchange-log.ts';
import { startWatcher } from '../../worker/keep-watcher.ts';
import { connectToOwnNamespace, type TestConnection } from '../setup/temporal-env.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const JOURNEYS = 600;
const MOST_CALLS_AN_HOUR = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How much of an hour is played: a third, for the sake of those who wait for the test. */
const PLAYED = HOUR / 3;
const CHECKS = { required: [], whenNone: 'wait' } as const;

/** A journey that waits for people, reduced to its looks: when it looks next, and what it saw last. */
interface Waiting {
  readonly order: ChangeOrder;
  seen: ChangeObservation;
  at: number;
}

let connection: TestConnection;
beforeEach(async () => {
  connection = await connectToOwnNamespace();
});
afterEach(() => connection.close());

/** A head branch of each journey, with the same small package on the tip of snapshot: git writes all of them at once. */
function writeHeads(gitDir: string, heads: readonly string[]): void {
  const input = heads.map(
    (head, index) => `commit refs/heads/${head}
committer Limelight <limelight@example.com> 1767225600 +0000
data 4
Add

from refs/heads/snapshot^0
M 100644 inline ${folderOf(index)}/manifest.yml
data 14
name: waiting

`,
  );
  execFileSync('git', ['--git-dir', gitDir, 'fast-import', '--quiet'], { input: input.join('') });
}

const versionOf = (index: number) => ({ name: 'waiting', version: `1.0.${index}` });
const folderOf = (index: number) => packagePath(versionOf(index));

/** Opens the pull requests of all journeys, green and without a review. */
async function openAll() {
  const { sandbox, services } = await sandboxServices();
  const { storage } = services;
  const { github, dataDir, gitDir } = sandbox;
  const stage = { stage: 'snapshot', branch: 'snapshot' };
  const heads = Array.from({ length: JOURNEYS }, (_, index) =>
    headBranchName({ kind: 'add', packageVersion: versionOf(index), stage: 'snapshot', round: 1 }),
  );
  writeHeads(gitDir, heads);
  // The same files make the same tree: one read tells the content of all.
  const tree = (await storage.findTree(heads[0] ?? '', folderOf(0)))?.tree ?? '';
  const { content } = await storage.readContent(tree);
  const waiting: Waiting[] = [];
  for (const [index, head] of heads.entries()) {
    const wanted = { title: `Add ${index}`, head, base: 'snapshot', login: 'limelight-bot' };
    const { number, headSha } = await github.openPullRequest(wanted);
    waiting.push({
      order: { kind: 'add', packageVersion: versionOf(index), ...stage, content, round: 1 },
      seen: freshObservation({ number, url: `${github.url}/${number}`, head: headSha }),
      at: (index / JOURNEYS) * 2 * HOUR,
    });
  }
  const calls = (): string[] =>
    readFileSync(join(dataDir, 'github.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Exchange)
      .map(({ method, path, note }) => note ?? `${method} ${path}`);
  return { github, services, waiting, calls };
}

describe('what 600 waiting journeys cost', () => {
  // The clock is the test's own: it jumps from look to look. The looks, the pauses between them and the calls are real.
  it(`is at most ${MOST_CALLS_AN_HOUR} calls of GitHub an hour, with the watcher and without webhooks`, async () => {
    const { client } = connection;
    const { github, services, waiting, calls } = await openAll();
    // Nobody runs it here. That it runs is what the journeys go by.
    await startWatcher(client, {
      temporal: { taskQueue: randomUUID() },
      timing: DEFAULT_TIMING,
      watchMs: DEFAULT_WATCH_MS,
    });

    /** One look of a journey, as its workflow takes it: at news it looks again at once. @returns the pause. */
    const look = async (journey: Waiting): Promise<number> => {
      const policy = {
        approval: { count: 1, via: ['review'] },
        checks: CHECKS,
        digest: journey.order.content.digest,
      } as const;
      for (;;) {
        const input = { order: journey.order, policy, seen: journey.seen, timing: DEFAULT_TIMING };
        const seen = await pauseOf(inActivity(() => awaitChange(services, input), 1, client));
        if (typeof seen === 'number') return seen;
        journey.seen = seen;
      }
    };

    // Those that look within that time have looked before: GitHub knows whether they merge, and all are green.
    for (const journey of waiting.filter(({ at }) => at < PLAYED)) {
      await look(journey);
      await expect.poll(() => look(journey), { timeout: 20_000 }).toBeGreaterThan(HOUR);
    }
    const open = await services.storage.pictureChanges();
    let memory = beginWatching({ timing: DEFAULT_TIMING, watchMs: DEFAULT_WATCH_MS }, 'now');
    memory = rememberNews(memory, comparePictures([], open), 'now');
    expect(memory.digests).toHaveLength(JOURNEYS);
    const before = calls().length;
    let watchAt = 0;
    let happened = 0;
    while (watchAt < PLAYED) {
      const next = waiting.reduce((first, one) => (one.at < first.at ? one : first));
      if (next.at < watchAt) {
        next.at += await look(next);
        continue;
      }
      // Something happens to one of them each minute; each sixth time somebody closes it.
      const target = waiting[happened * 7];
      if (target !== undefined && happened % 6 === 5)
        await github.closePullRequest(target.seen.number, 'author');
      else if (target !== undefined) await github.review(target.seen.number, 'teammate', 'CHANGES_REQUESTED');
      happened += 1;
      for (let attempt = 1, isAfterNews = false; ; attempt += 1) {
        const { digests } = memory;
        const input = { digests, watchMs: DEFAULT_WATCH_MS, isAfterNews };
        const news = await pauseOf(inActivity(() => awaitChangedPictures(services, input), attempt, client));
        if (typeof news === 'number') {
          watchAt += news;
          break;
        }
        [attempt, isAfterNews] = [0, true];
        await inActivity(() => nudgeJourneys(services, { news }), 1, client);
        memory = rememberNews(memory, news, 'now');
        for (const { number } of news) {
          const nudged = waiting.find(({ seen }) => seen.number === number);
          if (nudged !== undefined) nudged.at = watchAt + (await look(nudged));
        }
      }
    }
    const made = calls().slice(before);
    const kinds = new Map<string, number>();
    for (const call of made) kinds.set(call, (kinds.get(call) ?? 0) + 1);
    console.log(
      `${PLAYED / MINUTE} minutes of ${JOURNEYS} journeys, ${happened} changes: ${made.length} calls`,
      Object.fromEntries(kinds),
    );
    // The watcher looked each minute, and a sixth of the journeys by themselves.
    expect(kinds.get('PictureChanges')).toBeGreaterThan(6 * 15);
    expect(kinds.get('LookAtPullRequest')).toBeGreaterThan(JOURNEYS / 8);
    expect(made.length).toBeLessThanOrEqual((MOST_CALLS_AN_HOUR * PLAYED) / HOUR);
  }, 600_000);
});

/** What an attempt returned, or the pause that it asked for. @throws what is no benign failure. */
async function pauseOf<T>(attempt: Promise<T>): Promise<T | number> {
  try {
    return await attempt;
  } catch (error) {
    const { type, nextRetryDelay } = error as { type?: string; nextRetryDelay?: number };
    if (type === 'StillWaiting' && nextRetryDelay !== undefined) return nextRetryDelay;
    throw error;
  }
}
