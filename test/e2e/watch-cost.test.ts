import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshObservation } from '../../domain/change.ts';
import { headBranchName } from '../../domain/names.ts';
import { packagePath } from '../../domain/package-version.ts';
import type { Exchange } from '../../sandbox/exchange-log.ts';
import { connectToOwnNamespace, type TestConnection } from '../setup/temporal-env.ts';
import { WATCHED } from '../support/in-activity.ts';
import { PlayedLooks, type Waiting } from '../support/played-looks.ts';
import { sandboxServices } from '../support/services.ts';

const JOURNEYS = 600;
const MOST_CALLS_AN_HOUR = 1_000;
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
/** How much of an hour is played: a third, for the sake of those who wait for the test. */
const PLAYED = HOUR / 3;
/** Each tenth has a check that hangs; for each second of them some checks are required by name, and not all. */
const isStuck = (index: number): boolean => index % 10 === 3;
const checksOf = (index: number): Waiting['checks'] => ({
  required: index % 20 === 3 ? ['lint', 'slow'] : [],
  whenNone: 'wait',
});

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

/** Opens the pull requests of all journeys, without a review, and green but for what hangs. */
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
    if (isStuck(index)) await github.setCheck(headSha, 'slow', 'in_progress');
    waiting.push({
      order: { kind: 'add', packageVersion: versionOf(index), ...stage, content, round: 1 },
      seen: freshObservation({ number, url: `${github.url}/${number}`, head: headSha }),
      checks: checksOf(index),
      // They have waited for long, and are at different points of their pauses.
      at: (index / JOURNEYS) * 2 * HOUR,
      attempt: 20,
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
  it(`is at most ${MOST_CALLS_AN_HOUR} calls of GitHub an hour, with the watcher and without webhooks, though some checks hang`, async () => {
    const client = new Client({ ...connection.client.options, interceptors: { workflow: [WATCHED] } });
    const { github, services, waiting, calls } = await openAll();
    const looks = new PlayedLooks({ services, client, waiting });
    // Those that look within that time have looked before: GitHub knows whether they merge.
    for (const [index, journey] of waiting.entries()) {
      const often = checksOf(index).required.length > 0;
      const at = often ? journey.at % QUARTER : journey.at;
      if (at >= PLAYED) continue;
      const pause = async () => {
        Object.assign(journey, { attempt: 20 });
        await looks.look(journey);
        return journey.at;
      };
      await expect.poll(pause, { timeout: 20_000 }).toBeGreaterThan(often ? QUARTER / 2 : HOUR);
      journey.at = at;
    }
    expect(await looks.remember()).toBe(JOURNEYS);
    const before = calls().length;
    const minutes = PLAYED / MINUTE;
    for (let minute = 0; minute < minutes; minute += 1) {
      // Something happens to one of them each minute; each sixth time somebody closes it.
      const number = waiting[minute * 7]?.seen.number ?? 0;
      if (minute % 6 === 5) await github.closePullRequest(number, 'author');
      else await github.review(number, 'teammate', 'CHANGES_REQUESTED');
      await looks.playUntil((minute + 1) * MINUTE);
    }
    const made = calls().slice(before);
    const kinds = new Map<string, number>();
    for (const call of made) kinds.set(call, (kinds.get(call) ?? 0) + 1);
    console.log(
      `${PLAYED / MINUTE} minutes of ${JOURNEYS} journeys, ${minutes} changes: ${made.length} calls`,
      Object.fromEntries(kinds),
    );
    // The watcher looked each minute, and a sixth of the journeys by themselves.
    expect(kinds.get('PictureChanges')).toBeGreaterThan(6 * 15);
    expect(kinds.get('LookAtPullRequest')).toBeGreaterThan(JOURNEYS / 8);
    expect(made.length).toBeLessThanOrEqual((MOST_CALLS_AN_HOUR * PLAYED) / HOUR);
  }, 600_000);
});
