import { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../activities/services.ts';
import { freshObservation, type ChangeObservation } from '../../domain/change.ts';
import { headBranchName } from '../../domain/names.ts';
import { packagePath } from '../../domain/package-version.ts';
import type { InjectedFault } from '../../sandbox/github/faults.ts';
import type { GitHubStandIn } from '../../sandbox/github/github-stand-in.ts';
import { connectToOwnNamespace } from '../setup/temporal-env.ts';
import { WATCHED } from '../support/in-activity.ts';
import { PlayedLooks, type Waiting } from '../support/played-looks.ts';
import { sandboxServices } from '../support/services.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** From here on GitHub answers each call with 503, for an hour. */
const OUTAGE = 17 * HOUR;
const RECOVERY = OUTAGE + HOUR;

/** What a person does on GitHub at some time of the day, and what its journey must see of it. */
interface Happening {
  readonly at: number;
  readonly name: string;
  readonly happen: (github: GitHubStandIn, seen: ChangeObservation, branch: string) => Promise<unknown>;
  readonly shows: (seen: ChangeObservation) => boolean;
}

const approve: Happening['happen'] = (github, { number }) => github.review(number, 'teammate', 'APPROVED');
const isApproved: Happening['shows'] = ({ approvedBy }) => approvedBy.includes('teammate');
const close: Happening['happen'] = (github, { number }) => github.closePullRequest(number, 'author');
const isClosed: Happening['shows'] = ({ state }) => state === 'closed';
const merge: Happening['happen'] = (github, { number }) => github.mergePullRequest(number, 'teammate');
const isMerged: Happening['shows'] = ({ state }) => state === 'merged';

const DAY: readonly Happening[] = [
  { at: 2 * HOUR, name: 'approved', happen: approve, shows: isApproved },
  {
    at: 5 * HOUR,
    name: 'criticized',
    happen: (github, { number }) => github.review(number, 'teammate', 'CHANGES_REQUESTED'),
    shows: ({ changesRequestedBy }) => changesRequestedBy.includes('teammate'),
  },
  {
    at: 8 * HOUR,
    name: 'turned_red',
    happen: (github, { head }) => github.setCheck(head, 'lint', 'failure'),
    shows: ({ checks }) => checks.state === 'red',
  },
  { at: 11 * HOUR, name: 'closed', happen: close, shows: isClosed },
  { at: 12 * HOUR, name: 'merged', happen: merge, shows: isMerged },
  {
    at: 14 * HOUR,
    name: 'pushed_to',
    happen: (github, _seen, branch) => github.pushCommit(branch, { 'more.txt': 'x' }, 'author', 'And this'),
    shows: ({ effect }) => effect === 'altered',
  },
  { at: OUTAGE + 10 * MINUTE, name: 'approved_unseen', happen: approve, shows: isApproved },
  { at: OUTAGE + 30 * MINUTE, name: 'closed_unseen', happen: close, shows: isClosed },
  { at: OUTAGE + 59 * MINUTE, name: 'merged_unseen', happen: merge, shows: isMerged },
  { at: 23 * HOUR, name: 'approved_late', happen: approve, shows: isApproved },
];

/** A journey, with its head branch and what is to happen to it. */
interface Opened {
  readonly journey: Waiting;
  readonly head: string;
  readonly happening: Happening;
}

/** Opens the pull request of a journey, by hand in its name. */
async function open(github: GitHubStandIn, { storage }: Services, happening: Happening): Promise<Opened> {
  const packageVersion = { name: happening.name, version: '1.0.0' };
  const stage = { stage: 'snapshot', branch: 'snapshot' };
  const head = headBranchName({ kind: 'add', packageVersion, stage: 'snapshot', round: 1 });
  const path = packagePath(packageVersion);
  const files = { [`${path}/manifest.yml`]: `name: ${packageVersion.name}\n` };
  await github.pushCommit(head, files, 'limelight-bot', 'Add', 'snapshot');
  const wanted = { title: 'Add', head, base: 'snapshot', login: 'limelight-bot' };
  const { number, headSha } = await github.openPullRequest(wanted);
  const { content } = await storage.readContent((await storage.findTree(head, path))?.tree ?? '');
  const journey: Waiting = {
    order: { kind: 'add', packageVersion, ...stage, content, round: 1 },
    seen: freshObservation({ number, url: `${github.url}/${number}`, head: headSha }),
    checks: { required: [], whenNone: 'wait' },
    at: 0,
    attempt: 1,
  };
  return { journey, head, happening };
}

describe('[F10] a day without webhooks, an hour of it with 503 from GitHub (by a clock of the test that jumps from look to look)', () => {
  it.each([
    ['two minutes, with the watcher', true, 2 * MINUTE],
    ['15 minutes, when no watcher runs', false, 15 * MINUTE],
  ])(
    'every journey moves within %s',
    async (_what, isWatched, most) => {
      const connection = await connectToOwnNamespace();
      const { sandbox, services } = await sandboxServices({ teammate: undefined });
      const { github } = sandbox;
      const opened: Opened[] = [];
      for (const happening of DAY) opened.push(await open(github, services, happening));
      const interceptors = { workflow: isWatched ? [WATCHED] : [] };
      const client = new Client({ ...connection.client.options, interceptors });
      const waiting = opened.map(({ journey }) => journey);
      /** When each journey first saw what happened to it. */
      const seenAt = new Map<string, number>();
      const onNews = (journey: Waiting, at: number): void => {
        const { name, shows } = DAY[waiting.indexOf(journey)] ?? {};
        if (name !== undefined && shows?.(journey.seen) && !seenAt.has(name)) seenAt.set(name, at);
      };
      const looks = new PlayedLooks({ services, client, waiting, isWatched, onNews });

      let outage: InjectedFault | undefined;
      const acts: { readonly at: number; readonly act: () => unknown }[] = [
        ...opened.map(({ journey, head, happening }) => ({
          at: happening.at,
          act: () => happening.happen(github, journey.seen, head),
        })),
        {
          at: OUTAGE,
          act: () => (outage = github.faults.inject({ status: 503, message: 'Unavailable' })),
        },
        { at: RECOVERY, act: () => outage?.remove() },
      ];
      for (const { at, act } of acts.sort((one, other) => one.at - other.at)) {
        await looks.playUntil(at);
        await act();
      }
      await looks.playUntil(24 * HOUR);
      expect(outage?.hits).toBeGreaterThan(20);
      const delays = DAY.map(({ at, name }) => {
        const possible = at >= OUTAGE && at < RECOVERY ? RECOVERY : at;
        return { name, ms: Math.round((seenAt.get(name) ?? Infinity) - possible) };
      });
      console.log(`moved after, in milliseconds of the played day: ${JSON.stringify(delays)}`);
      expect(delays.filter(({ ms }) => ms < 0 || ms > most)).toEqual([]);
      await connection.close();
    },
    600_000,
  );
});
