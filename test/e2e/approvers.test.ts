import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalPolicy } from '../../domain/approval-policy.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

/** Two of a team that only GitHub knows, by a review or a signal. */
const POLICY: ApprovalPolicy = {
  count: 2,
  via: ['review', 'signal'],
  from: { teams: ['acme/owners'] },
  notRequester: true,
  people: { 'Ada Min': 'admin' },
};

describe('a stage that asks for two people of a team', () => {
  const text = 'of_a_team@1.0.0';
  const packageVersion = parsePackageVersion(text);
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined, teams: { 'acme/owners': ['teammate', 'admin'] } });
    const stages = world.config.pipeline.stages.map((stage) => ({ ...stage, approval: POLICY }));
    world.config = { ...world.config, pipeline: { stages } };
  });
  afterAll(() => world?.close());

  const approve = (actor: string) => world.journeys.approve(packageVersion, { actor });
  const untilSaid = (words: string) =>
    untilState(world.handle(text), ({ waiting }) => waiting?.sentence.includes(words) === true);

  it('takes them in any way, each once, and says of everybody else why they do not count', async () => {
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.withWorker(async () => {
      await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
      const { change } = await untilSaid('0 of 2 approvals');
      await expect(approve('Author')).rejects.toThrow(/Author asked for this journey/);

      // Whether somebody is in a team is not known on receipt: the next look says so.
      expect(await approve('stranger')).toMatchObject({ applied: true });
      await untilSaid("stranger's approval does not count: stranger is not among those who may approve");

      expect(await approve('Ada Min')).toMatchObject({ applied: true });
      await expect(approve('ADMIN')).rejects.toThrow(/approved pull request #\d+ already/);
      await untilSaid('1 of 2 approvals (Ada Min)');
      await world.sandbox.github.review(change?.number ?? 0, 'admin', 'APPROVED');
      await untilSaid('1 of 2 approvals (admin)');

      await world.sandbox.github.review(change?.number ?? 0, 'teammate', 'APPROVED');
      const { steps } = await world.handle(text).result();
      expect(steps[0]?.result).toMatchObject({ approvedBy: ['admin', 'teammate'] });
    });
  });

  it.each([
    { text: 'lost_answer@1.0.0', what: 'the answer to the merge got lost', isByHand: false },
    { text: 'by_hand@1.0.0', what: 'a person merged', isByHand: true },
  ])('names who approved, also where $what', async ({ text: other, isByHand }) => {
    const { github, dataDir } = world.sandbox;
    const version = parsePackageVersion(other);
    const source = await smallPackage(dataDir, other);
    await world.withWorker(async () => {
      await world.journeys.start({
        packageVersion: version,
        source,
        route: ['snapshot'],
        requester: 'author',
      });
      const { change } = await untilState(
        world.handle(other),
        ({ waiting }) => waiting?.sentence.includes('0 of 2 approvals') === true,
      );
      const number = change?.number ?? 0;
      const fault = github.faults.inject({ method: 'PUT', path: /\/merge$/, dropAfter: true, count: 1 });
      if (isByHand) await world.journeys.decide('hold', version, { actor: 'ada', reason: 'ada merges' });
      for (const login of ['admin', 'teammate']) await github.review(number, login, 'APPROVED');
      if (isByHand) {
        const url = `${github.url}/repos/${world.services.storage.repository}/pulls/${number}/merge`;
        // Its answer is lost like that of the service: the merge is done all the same.
        await fetch(url, { method: 'PUT', headers: { authorization: 'Bearer author-token' } }).catch(
          () => {},
        );
        await world.journeys.decide('resume', version, { actor: 'ada' });
      }
      const { steps } = await world.handle(other).result();
      expect(fault.hits).toBe(1);
      expect(steps[0]?.result).toMatchObject({ approvedBy: ['admin', 'teammate'] });
    });
  });
});
