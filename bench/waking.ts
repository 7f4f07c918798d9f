import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { withGateway } from '../client/cli/with-gateway.ts';
import { createJourneys } from '../client/cli/with-journeys.ts';
import { connectTo } from '../client/connect.ts';
import type { Journeys } from '../client/journeys.ts';
import { DEFAULT_TIMING } from '../domain/timing.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { startDemoWorld, type DemoWorld } from '../sandbox/demo/demo-world.ts';
import { smallPackage } from '../test/support/small-package.ts';

/**
 * How long it takes from an approving review on GitHub to the merge call at GitHub, when a webhook wakes the journey.
 * Everything is real but GitHub, Jenkins and the registries, which are the stand-ins of the sandbox: the Temporal
 * server, a worker in a process of its own, and the gateway. Journeys look by themselves as seldom as the defaults
 * have it, so that nothing but the webhook can have woken them.
 *
 * Each pull request was quiet before its review: one on which something else was heard within the five seconds before
 * waits for their end besides.
 *
 * `waking.ts [MS]`: how long GitHub takes to work out whether a pull request would merge, which it begins when it is
 * asked and does anew after each move of the base, so for each run. The stand-in's 5 ms unless given.
 */
const RUNS = 50;
/** Longer than the window within which what is heard of a pull request shares a look. */
const QUIET_MS = 6_000;
const SECRET = createHmac('sha256', 'bench').digest('hex');

const world = await startDemoWorld({ teammate: false, env: process.env, report: console.error });
try {
  const env = { ...world.env, GITHUB_WEBHOOK_SECRET: SECRET };
  const { config } = world.sandbox;
  const surroundings = {
    config,
    env,
    temporal: world.temporal.settings,
    listen: '127.0.0.1:0',
    log: () => {},
  };
  const connected = await connectTo(world.temporal.settings);
  const journeys = createJourneys({ ...config, timing: DEFAULT_TIMING }, connected, env);
  await withGateway(surroundings, async (url) => {
    await setUpWebhook(world, url);
    const pulls = await openPullRequests(journeys);
    await delay(QUIET_MS);
    const mergeJob = process.argv[2];
    if (mergeJob !== undefined) world.sandbox.github.faults.lag = { mergeability: Number(mergeJob) };
    const took: number[] = [];
    for (const number of pulls) took.push(await measure(world, number));
    report(took);
  });
  await connected.close();
} finally {
  await world.close();
  await rm(world.sandbox.dataDir, { recursive: true, force: true });
}

async function setUpWebhook({ sandbox }: DemoWorld, url: string): Promise<void> {
  const { statusCode, body } = await request(
    `${sandbox.github.url}/repos/${sandbox.config.github.repository}/hooks`,
    {
      method: 'POST',
      headers: { authorization: 'token admin-token', 'content-type': 'application/json' },
      body: JSON.stringify({
        config: { url: `${url}/github`, content_type: 'json', secret: SECRET },
        events: [
          'pull_request',
          'pull_request_review',
          'pull_request_review_thread',
          'check_run',
          'status',
          'push',
        ],
      }),
    },
  );
  await body.dump();
  if (statusCode !== 201) throw new Error(`the webhook was refused with ${statusCode}`);
}

/** Starts journeys, and waits until each waits for nothing but an approval. @returns their pull requests. */
async function openPullRequests(journeys: Journeys): Promise<number[]> {
  const versions = Array.from({ length: RUNS }, (_, run) => ({ name: `bench_${run}`, version: '1.0.0' }));
  for (const packageVersion of versions) {
    const text = `${packageVersion.name}@${packageVersion.version}`;
    const source = await smallPackage(world.sandbox.dataDir, text);
    await journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
  }
  const numbers: number[] = [];
  for (const packageVersion of versions) numbers.push(await untilGreen(journeys, packageVersion));
  return numbers;
}

async function untilGreen(journeys: Journeys, packageVersion: PackageVersion): Promise<number> {
  for (;;) {
    const { waiting, attention, change } = await journeys.state(packageVersion);
    if (attention !== undefined) throw new Error(`${packageVersion.name}: ${attention.sentence}`);
    if (waiting?.for === 'approval' && change !== undefined) return change.number;
    await delay(200);
  }
}

/** @returns milliseconds from the review to the arrival of the merge call. */
async function measure({ sandbox: { github } }: DemoWorld, number: number): Promise<number> {
  const merge = new RegExp(`^PUT .*/pulls/${number}/merge$`);
  const began = Date.now();
  await github.review(number, 'teammate', 'APPROVED');
  for (;;) {
    const [exchange] = github.log.matching(merge);
    if (exchange !== undefined) return Date.parse(exchange.time) - began;
    if (Date.now() - began > 600_000)
      throw new Error(`pull request #${number} was not merged within 10 minutes`);
    await delay(20);
  }
}

function report(took: readonly number[]): void {
  const sorted = took.toSorted((one, other) => one - other);
  const at = (part: number): string =>
    `${Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)} ms`;
  console.log(
    `From an approving review to the merge call (${sorted.length} runs): ` +
      `min ${at(0)}, median ${at(0.5)}, 90% ${at(0.9)}, max ${at(1)}`,
  );
}
