import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../sandbox/exchange-log.ts';
import { ByHand } from '../support/by-hand.ts';
import { travel } from '../support/star.ts';
import { World } from '../support/world.ts';

const VERSION = 'counted@1.0.0';
const MOST_CALLS = 7;

/** The calls that made one pull request, from the first read to its labels. */
interface OpenedChange {
  readonly title: string;
  readonly calls: readonly string[];
}

/**
 * Cuts `github.jsonl` into what made each pull request. A change begins with the one read of all that it builds on
 * and ends with the labels; the journey does one thing at a time, so nothing else stands between.
 */
function openedChanges(world: World): OpenedChange[] {
  const lines = readFileSync(join(world.sandbox.dataDir, 'github.jsonl'), 'utf8').trim().split('\n');
  const changes: OpenedChange[] = [];
  let calls: string[] = [];
  for (const exchange of lines.map((line) => JSON.parse(line) as Exchange)) {
    if (exchange.note === 'LookBeforeChange') calls = [];
    calls.push(`${exchange.method} ${exchange.note ?? exchange.path} ${exchange.status}`);
    const number = Number(/\/issues\/(\d+)\/labels$/.exec(exchange.path)?.[1]);
    if (Number.isNaN(number)) continue;
    const pull = world.sandbox.github.pullRequests().find((candidate) => candidate.number === number);
    changes.push({ title: pull?.title ?? '', calls });
    calls = [];
  }
  return changes;
}

describe('the calls to GitHub from the first read to the open, labelled pull request', () => {
  let world: World;
  let changes: OpenedChange[];

  beforeAll(async () => {
    world = await World.start();
    await new ByHand(world).push('staging', VERSION);
    await travel(world, VERSION);
    changes = openedChanges(world);
  });
  afterAll(() => world?.close());

  it.each(['[production] Add', '[staging] Remove'])(`%s ${VERSION}: at most ${MOST_CALLS}`, (what) => {
    const { calls } = changes.find(({ title }) => title === `${what} ${VERSION}`) ?? { calls: [] };
    console.log([`${calls.length} calls: ${what} ${VERSION}`, ...calls].join('\n  '));
    expect(calls[0]).toBe('POST LookBeforeChange 200');
    expect(calls.at(-1)).toMatch(/^POST .*\/labels 200$/);
    expect(calls.length).toBeLessThanOrEqual(MOST_CALLS);
  });

  it('are all that the two changes took: no pull request more', () => {
    expect(changes.map(({ title }) => title)).toEqual([
      `[production] Add ${VERSION}`,
      `[staging] Remove ${VERSION}`,
    ]);
  });
});
