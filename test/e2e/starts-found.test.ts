import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VersionNotFound } from '../../client/errors/version-not-found.ts';
import { lookAhead } from '../../client/prospect.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { runHere } from '../cli/run-here.ts';
import { buildByHand, buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { depart, expectStar, picture } from '../support/star.ts';
import { World } from '../support/world.ts';

/** Several journeys at once on a busy machine. */
const PATIENCE_MS = 240_000;

describe('a version that is found only in pull requests', () => {
  const PROPOSED = 'herald@1.0.0';
  const TO_STAGING = 'herald@2.0.0';
  const TWICE = 'herald@3.0.0';
  const NOWHERE = 'herald@4.0.0';
  const OURS = 'herald@5.0.0';
  const BESIDE = 'herald@6.0.0';
  let world: World;
  let byHand: ByHand;

  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  const refusal = async (text: string): Promise<VersionNotFound> => {
    const error: unknown = await depart(world, text).catch((caught: unknown) => caught);
    if (error instanceof VersionNotFound) return error;
    throw new Error(`${text} was not refused: ${String(error)}`);
  };

  it('is shown by its plan, and a start without a source names the command that takes it over', async () => {
    const number = await byHand.propose('snapshot', 'add-herald', PROPOSED);
    const plan = await runHere(['plan', PROPOSED], world.sandbox.env);
    expect(plan.stdout).toContain('On no branch yet');
    expect(plan.stdout).toContain(
      `Pull request #${number} by author adds it to snapshot (from add-herald): ${world.sandbox.github.url}`,
    );
    const command = `limelight start ${PROPOSED} --pull-request ${number}`;
    expect(plan.stdout).toContain(`Take it over with \`${command}\`.`);
    const { message, hint } = await refusal(PROPOSED);
    expect(message).toBe(
      `${PROPOSED} is on none of the branches snapshot, staging, production, but pull request #${number} by author adds it to snapshot (from add-herald).`,
    );
    expect(hint).toBe(`Take it over: \`${command}\`.`);
    expect(await world.journeys.list()).toEqual([]);
  });

  it('in one to a later stage: the command says the route from there', async () => {
    const number = await byHand.propose('staging', 'add-herald-2', TO_STAGING);
    const { hint } = await refusal(TO_STAGING);
    const command = `limelight start ${TO_STAGING} --pull-request ${number} --route staging,production`;
    expect(hint).toBe(`Take it over: \`${command}\`.`);
  });

  it('in two of them: both are named; in none: it says where contents come from', async () => {
    const one = await byHand.propose('snapshot', 'add-herald-3', TWICE);
    const other = await byHand.propose('staging', 'add-herald-3-late', TWICE);
    const { message, hint } = await refusal(TWICE);
    expect(message).toContain(`#${one} by author adds it to snapshot`);
    expect(message).toContain(`and pull request #${other} by author adds it to staging`);
    expect(hint).toMatch(new RegExp(`--pull-request ${one}\`, or \`.*--pull-request ${other} --route`));
    expect((await refusal(NOWHERE)).hint).toContain('--from FOLDER');
  });

  it('beside a branch that holds it: a start without a source is refused, and opens no second one', async () => {
    await byHand.push('snapshot', BESIDE);
    const number = await byHand.propose('staging', 'add-herald-6', BESIDE);
    const command = `limelight start ${BESIDE} --pull-request ${number}`;
    const plan = await runHere(['plan', BESIDE], world.sandbox.env);
    expect(plan.stdout).toContain(`Take it over with \`${command}\`.`);
    const start = (route: readonly string[]) => depart(world, BESIDE, { kind: 'storage' }, route);
    await expect(start(world.config.route)).rejects.toMatchObject({
      name: 'ProposalWaits',
      message: `${BESIDE} is on its way by hand: pull request #${number} by author adds it to staging (from add-herald-6).`,
      hint: `Take it over: \`${command}\`. Or close it first.`,
    });
    expect(await world.journeys.list()).toEqual([]);
    // What goes elsewhere is not in its way.
    expect(await start(['snapshot'])).toMatchObject({ kind: 'started' });
    await world.handle(BESIDE).terminate();
  });

  it('in one of ours, that a journey has open: the plan says whose it is', async () => {
    await byHand.push('snapshot', OURS);
    await world.withWorker(async () => {
      await depart(world, OURS);
      const { change } = await untilState(world.handle(OURS), ({ waiting }) => waiting?.for === 'approval');
      const { proposals, foundOn } = await lookAhead(
        world.services.storage,
        parsePackageVersion(OURS),
        world.config.pipeline,
        world.config.route,
      );
      expect(foundOn.map(({ stage }) => stage)).toEqual(['snapshot']);
      expect(proposals).toMatchObject([{ number: change?.number, base: 'staging', isOurs: true }]);
      const plan = await runHere(['plan', OURS], world.sandbox.env);
      expect(plan.stdout).toContain(`Pull request #${change?.number} of ours adds it to staging`);
      expect(plan.stdout).not.toContain('Take it over');
      await world.journeys.abort(parsePackageVersion(OURS), { actor: 'author' });
      await world.handle(OURS).result();
    });
  });
});

describe('a version that is found half way', () => {
  const MERGED = 'usherette@1.0.0';
  const SERVED = 'usherette@2.0.0';
  const ALL = [MERGED, SERVED];
  let world: World;
  let byHand: ByHand;

  beforeAll(async () => {
    world = await World.start();
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  it(
    'merged but not built, and served but not cleaned up: its plan says so, and its journey does just the rest',
    async () => {
      const before = picture(world, ...ALL);
      const served = await byHand.push('production', SERVED);
      await byHand.push('snapshot', SERVED);
      const built = await buildByHand(world, 'production');
      await expect
        .poll(() => buildsOf(world, 'production').find(({ number }) => number === built)?.result, {
          timeout: 20_000,
        })
        .toBe('SUCCESS');
      await expect
        .poll(() => runHere(['verify', SERVED, '--stage', 'production'], world.sandbox.env), {
          timeout: 20_000,
        })
        .toMatchObject({ code: 0 });
      const merged = await byHand.push('staging', MERGED);

      const outlooks = async (text: string) => {
        const { storage } = world.services;
        const { pipeline, route } = world.config;
        const { steps } = await lookAhead(storage, parsePackageVersion(text), pipeline, route);
        return Object.fromEntries(steps.map(({ id, outlook }) => [id, outlook]));
      };
      expect(await outlooks(MERGED)).toMatchObject({
        'add-snapshot': 'skipped',
        'add-staging': 'there',
        'publish-staging': 'to-do',
        'remove-snapshot': 'there',
        'remove-staging': 'to-do',
      });
      expect(await outlooks(SERVED)).toMatchObject({
        'add-production': 'there',
        'publish-production': 'to-do',
        'remove-snapshot': 'to-do',
        'add-staging': 'skipped',
      });

      const results = await world.withWorker(async () => {
        for (const text of ALL) await depart(world, text);
        return [await world.handle(MERGED).result(), await world.handle(SERVED).result()] as const;
      });
      await expectStar(world, MERGED, results[0], merged, before, ALL);
      await expectStar(world, SERVED, results[1], served, before, ALL);
      const publish = results[1].steps.find(({ id }) => id === 'publish-production');
      expect(publish?.result).toMatchObject({ kind: 'build', build: { number: built } });
      const titles = world.sandbox.github.pullRequests().map(({ title }) => title);
      expect(titles.filter((title) => title.includes(SERVED))).toEqual([`[snapshot] Remove ${SERVED}`]);
      expect(titles.filter((title) => title.includes(MERGED))).toEqual([
        `[production] Add ${MERGED}`,
        `[staging] Remove ${MERGED}`,
      ]);
    },
    PATIENCE_MS,
  );
});
