import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { findFreePort } from '../../sandbox/temporal/free-port.ts';
import { startCli } from '../cli/run-cli.ts';
import { post } from '../gateway/deliver.ts';
import { countEvents, untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { gatewayEnv, JENKINS_TOKEN, sendWebhooks, withWebhooks } from '../support/webhooks.ts';
import { World } from '../support/world.ts';

/** No look comes by itself within a test. */
const NEVER_MS = 3_600_000;
const PATIENCE = { timeout: 30_000, interval: 100 };

describe('with webhooks', () => {
  let world: World;
  beforeAll(async () => {
    const ci = { delayMs: 100, verdict: () => 'success' as const, contexts: [] };
    world = await World.start({ teammate: undefined, ci });
    const timing = { ...world.config.timing, changeMs: NEVER_MS, checksMs: NEVER_MS };
    world.config = { ...world.config, timing };
  });
  afterAll(() => world?.close());

  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const merges = (number: number) =>
    world.sandbox.github.log.matching(new RegExp(`^PUT .*/pulls/${number}/merge$`));

  /** Starts a journey and waits for its pull request. */
  async function startUntilOpen(text: string, stage = 'snapshot'): Promise<{ number: number; head: string }> {
    const packageVersion = parsePackageVersion(text);
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.journeys.start({ packageVersion, source, route: [stage], requester: 'author' });
    const { change } = await until(
      text,
      (state) => state.change !== undefined && state.waiting !== undefined,
    );
    return { number: change?.number ?? 0, head: change?.head ?? '' };
  }

  it('a journey goes on at each report and review, though it never looks by itself', async () => {
    const text = 'woken@1.0.0';
    await world.withWorker(() =>
      withWebhooks(
        world,
        async () => {
          const { number } = await startUntilOpen(text);
          // CI has told of its verdict by a commit status, which names no pull request.
          await until(text, ({ waiting }) => waiting?.for === 'approval');
          await world.sandbox.github.review(number, 'teammate', 'APPROVED');
          await vi.waitFor(() => expect(merges(number)).toHaveLength(1), PATIENCE);
        },
        { windowMs: 300 },
      ),
    );
  });

  it('500 deliveries of check runs add at most 60 events, and the journey moves when the last check turns green', async () => {
    const text = 'noisy@1.0.0';
    const { github } = world.sandbox;
    await world.withWorker(() =>
      withWebhooks(world, async ({ url }) => {
        const { number, head } = await startUntilOpen(text);
        await github.setCheck(head, 'integration', 'in_progress');
        await github.review(number, 'teammate', 'APPROVED');
        await until(
          text,
          ({ waiting, change }) => waiting?.for === 'checks' && change?.approvedBy.length === 1,
        );
        const [before, takenBefore] = [await countEvents(world.handle(text)), await countTaken(url)];
        for (let run = 1; run <= 500; run += 1) {
          // One is red now and then, for a moment.
          await github.setCheck(head, `shard-${run % 10}`, run % 50 === 0 ? 'failure' : 'success');
        }
        await github.setCheck(head, 'shard-0', 'success');
        await vi.waitFor(
          async () => expect(await countTaken(url)).toBeGreaterThanOrEqual(takenBefore + 500),
          PATIENCE,
        );
        expect(merges(number)).toHaveLength(0);

        await github.setCheck(head, 'integration', 'success');
        await vi.waitFor(() => expect(merges(number)).toHaveLength(1), PATIENCE);
        const { events } = await world.handle(text).fetchHistory();
        const merge = events?.findIndex(
          (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'mergeChange',
        );
        expect(merge).toBeGreaterThan(before);
        expect(merge).toBeLessThanOrEqual(before + 60);
      }),
    );
  });

  it('a gateway that is killed among 100 deliveries takes nothing with it: the next one goes on', async () => {
    const text = 'bereaved@1.0.0';
    const { github } = world.sandbox;
    const address = `127.0.0.1:${await findFreePort()}`;
    const startProcess = async () => {
      const gateway = startCli(['gateway', '--listen', address], gatewayEnv(world));
      await gateway.untilPrinted('listens at');
      return gateway;
    };
    await world.withWorker(async () => {
      const doomed = await startProcess();
      await sendWebhooks(world, `http://${address}`);
      const { number, head } = await startUntilOpen(text);
      const noise = Array.from({ length: 100 }, (_, run) =>
        github.setCheck(head, `shard-${run % 5}`, 'success'),
      );
      await vi.waitFor(
        async () => expect(await countTaken(`http://${address}`)).toBeGreaterThan(10),
        PATIENCE,
      );
      doomed.end('SIGKILL');
      await Promise.all([...noise, doomed.ended]);
      // Nobody hears of it.
      await github.review(number, 'teammate', 'APPROVED');

      const next = await startProcess();
      // The first thing that is heard brings everything that was missed.
      await github.setCheck(head, 'shard-1', 'success');
      await vi.waitFor(() => expect(merges(number)).toHaveLength(1), PATIENCE);
      next.end('SIGTERM');
      expect(await next.ended).toMatchObject({ code: 0 });
    });
  });

  it('a notification of Jenkins lets the publisher look at its build at once', async () => {
    const text = 'notified@1.0.0';
    const { config } = world;
    world.config = { ...config, timing: { ...config.timing, buildMs: NEVER_MS } };
    await world.withWorker(() =>
      withWebhooks(world, async ({ url }) => {
        const { number } = await startUntilOpen(text, 'production');
        await world.sandbox.github.review(number, 'teammate', 'APPROVED');
        const build = await vi.waitFor(async () => {
          expect(merges(number)).toHaveLength(1);
          return expectBuilt('production', world.git('rev-parse', 'production'));
        }, PATIENCE);
        await until(text, ({ waiting }) => waiting?.for === 'build');
        const notification = { build: { number: build, phase: 'FINALIZED', status: 'SUCCESS' } };
        const headers = { authorization: `Bearer ${JENKINS_TOKEN}` };
        await post(`${url}/jenkins/production`, JSON.stringify(notification), headers);
        await until(text, ({ steps }) =>
          steps.some(({ id, status }) => id === 'publish-production' && status === 'done'),
        );
      }),
    );
  });

  /** The number of a build of a commit that has ended. */
  async function expectBuilt(stage: string, commit: string): Promise<number> {
    const { services } = world;
    const { builds } = await services.jenkins.lookAtJob(services.jobOf(stage), services.storage.repository);
    const build = builds.find((one) => one.commit === commit && one.finishedAt !== null);
    expect(build).toBeDefined();
    return build?.number ?? 0;
  }
});

/** The deliveries that a gateway has taken or forgotten. */
async function countTaken(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/deliveries_total\{source="github",status="202"\} (\d+)/.exec(text)?.[1] ?? 0);
}
