import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { startWatcher } from '../../worker/keep-watcher.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { watcherOf } from '../support/watchers.ts';
import { World } from '../support/world.ts';

/** What the default minute between two looks of the watcher is here: each second stands for ten. */
const WATCH_MS = 6_000;
const TWO_MINUTES = 2 * WATCH_MS;

/** What a person does on GitHub while a journey waits for approval, and where the journey must be soon after. */
interface Happening {
  readonly name: string;
  /** What must be there before: it ends when the journey knows of it. */
  readonly prepare?: (world: World, number: number, text: string) => Promise<unknown>;
  readonly happen: (world: World, number: number, head: string, branch: string) => Promise<unknown>;
  /** When the journey moved, once it did; ISO 8601. */
  readonly movedAt: (state: JourneyState) => string | undefined;
}

const inAttention =
  (reason: string) =>
  ({ attention }: JourneyState): string | undefined =>
    attention?.reason === reason ? attention.since : undefined;
const merged = ({ steps }: JourneyState): string | undefined => steps[0]?.finishedAt;

const HAPPENINGS: readonly Happening[] = [
  {
    name: 'approved',
    happen: ({ sandbox }, number) => sandbox.github.review(number, 'teammate', 'APPROVED'),
    movedAt: merged,
  },
  {
    name: 'merged_by_hand',
    happen: ({ sandbox }, number) => sandbox.github.mergePullRequest(number, 'teammate'),
    movedAt: merged,
  },
  {
    name: 'criticized',
    happen: ({ sandbox }, number) => sandbox.github.review(number, 'teammate', 'CHANGES_REQUESTED'),
    movedAt: inAttention('changes-requested'),
  },
  {
    name: 'turned_red',
    happen: ({ sandbox }, _number, head) => sandbox.github.setCheck(head, 'lint', 'failure'),
    movedAt: inAttention('checks-red'),
  },
  {
    name: 'closed',
    happen: ({ sandbox }, number) => sandbox.github.closePullRequest(number, 'author'),
    movedAt: inAttention('change-closed'),
  },
  {
    name: 'pushed_to',
    happen: ({ sandbox }, _number, _head, branch) =>
      sandbox.github.pushCommit(branch, { 'more.txt': 'more\n' }, 'author', 'And this'),
    movedAt: inAttention('change-altered'),
  },
  {
    name: 'talked_over',
    prepare: async (world, number, text) => {
      const { github } = world.sandbox;
      await github.startConversation(number, 'teammate', 'Why?');
      await github.review(number, 'teammate', 'APPROVED');
      await world.journeys.nudge(parsePackageVersion(text));
      await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'github');
    },
    happen: ({ sandbox }, number) => sandbox.github.resolveConversations(number),
    movedAt: merged,
  },
  {
    name: 'in_conflict',
    prepare: async (world, _number, text) => {
      await new ByHand(world).push('snapshot', text, { 'docs/README.md': '# Somebody was quicker\n' });
      await world.journeys.nudge(parsePackageVersion(text));
      await untilState(world.handle(text), ({ attention }) => attention?.reason === 'change-conflicts');
    },
    happen: (world) => new ByHand(world).remove('snapshot', 'in_conflict@1.0.0'),
    movedAt: ({ attention, waiting }) =>
      attention === undefined && waiting?.for === 'approval' ? waiting.since : undefined,
  },
];

describe('with all webhooks lost', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({
      teammate: undefined,
      protection: { snapshot: { conversations: true } },
    });
    // Nobody but the watcher wakes a journey within this test.
    world.config = { ...world.config, timing: { ...world.config.timing, changeMs: 600_000 } };
  });
  afterAll(() => world?.close());

  it('every journey moves within two minutes of what happened to its pull request', async () => {
    await world.withWorker(async () => {
      const { timing } = world.config;
      const { taskQueue } = world;
      await startWatcher(world.client, { temporal: { taskQueue }, timing, watchMs: WATCH_MS });
      const waiting = await Promise.all(HAPPENINGS.map(({ name }) => startUntilGreen(`${name}@1.0.0`)));
      await Promise.all(
        HAPPENINGS.map(async ({ name, prepare }, index) => {
          await prepare?.(world, waiting[index]?.number ?? 0, `${name}@1.0.0`);
        }),
      );
      // The looks of the watcher that the journeys began with are over.
      await new Promise((resolve) => setTimeout(resolve, 2 * WATCH_MS));

      const delays = await Promise.all(
        HAPPENINGS.map(async ({ name, happen, movedAt }, index) => {
          const { number = 0, head = '' } = waiting[index] ?? {};
          const branch = `limelight/add-${name}@1.0.0-to-snapshot-1`;
          await happen(world, number, head, branch);
          const at = Date.now();
          const isThere = (state: JourneyState) => movedAt(state) !== undefined;
          const state = await untilState(world.handle(`${name}@1.0.0`), isThere);
          return { name, ms: Date.parse(movedAt(state) ?? '') - at };
        }),
      );
      console.log('moved after', JSON.stringify(delays), `where a minute is ${WATCH_MS} ms`);
      expect(delays.filter(({ ms }) => ms > TWO_MINUTES)).toEqual([]);
      await watcherOf(world.client).terminate();
    });
  }, 180_000);

  it('so does one whose pull request was merged or closed before the watcher ever saw it', async () => {
    const ends = HAPPENINGS.filter(({ name }) => name === 'merged_by_hand' || name === 'closed');
    await world.withWorker(async () => {
      const { timing } = world.config;
      const { taskQueue } = world;
      const texts = ends.map(({ name }) => `unseen_${name}@1.0.0`);
      const waiting = await Promise.all(texts.map((text) => startUntilGreen(text)));
      await Promise.all(
        ends.map(({ happen }, index) => {
          const { number = 0, head = '' } = waiting[index] ?? {};
          return happen(world, number, head, '');
        }),
      );
      await startWatcher(world.client, { temporal: { taskQueue }, timing, watchMs: WATCH_MS });
      const at = Date.now();
      for (const [index, { name, movedAt }] of ends.entries()) {
        const isThere = (state: JourneyState) => movedAt(state) !== undefined;
        const state = await untilState(world.handle(texts[index] ?? ''), isThere);
        expect({ name, isSoon: Date.parse(movedAt(state) ?? '') - at <= TWO_MINUTES }).toEqual({
          name,
          isSoon: true,
        });
      }
      await watcherOf(world.client).terminate();
    });
  }, 180_000);

  /** Starts a journey and waits until its pull request is green, and it has looked and will not look again so soon. */
  async function startUntilGreen(text: string): Promise<{ number: number; head: string }> {
    const packageVersion = parsePackageVersion(text);
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
    const isWaiting = ({ waiting }: JourneyState) => waiting?.for === 'approval';
    const { change } = await untilState(world.handle(text), isWaiting);
    const detail = async () => (await world.journeys.look(packageVersion)).detail;
    await expect.poll(detail, { timeout: 20_000, interval: 200 }).toContain('GitHub says CLEAN');
    return { number: change?.number ?? 0, head: change?.head ?? '' };
  }
});
