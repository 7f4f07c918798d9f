import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { stateQuery } from '../../workflows/messages.ts';
import { runHere } from '../cli/run-here.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';

/** What an SDK answers of any workflow. https://docs.temporal.io/sending-messages */
const METADATA = '__temporal_workflow_metadata';

describe('the one answer to why a journey does not move', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    world.config = { ...world.config, timing: { ...world.config.timing, commentMs: 300 } };
  });
  afterAll(() => world?.close());

  const environment = (): NodeJS.ProcessEnv => ({
    ...world.sandbox.env,
    TEMPORAL_ADDRESS: inject('temporal').address,
    TEMPORAL_NAMESPACE: world.namespace,
  });
  const limelight = (...args: string[]) => runHere(args, environment());

  /** What our comment on a pull request says, without what is hidden in it; undefined while there is none. */
  function commentOn(number: number): string | undefined {
    const bodies = world.sandbox.github.comments(number).map(({ body }) => body);
    return bodies.find((body) => body.includes('limelight-standing'))?.replace(/\n\n<!-- .* -->$/, '');
  }

  it('is found in the list by what it waits for, by its text and age; in attention it is in the morning view', async () => {
    const [first, second] = ['looked_for@1.0.0', 'looked_for@1.1.0'];
    await world.withWorker(async () => {
      for (const text of [first, second]) {
        await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
        await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'approval');
      }
      const found = async (...filter: string[]): Promise<string[]> => {
        const { stdout } = await limelight('list', '--package', 'looked_for', '--json', ...filter);
        const list = JSON.parse(stdout) as { packageVersion: { version: string } }[];
        return list.map(({ packageVersion }) => packageVersion.version);
      };
      await expect
        .poll(() => found('--waiting-for', 'approval'), { timeout: 10_000 })
        .toEqual(['1.1.0', '1.0.0']);
      expect(await found('--step', 'add-snapshot', '--newer-than', '1h')).toEqual(['1.1.0', '1.0.0']);
      expect(await found('--older-than', '1h')).toEqual([]);
      expect(await found('--text', '@1.1')).toEqual(['1.1.0']);
      expect(await found('--attention')).toEqual([]);

      for (const text of [second, first]) {
        const { change } = await world.handle(text).query(stateQuery);
        await world.sandbox.github.closePullRequest(change?.number ?? 0, 'author');
        await untilState(world.handle(text), ({ attention }) => attention?.reason === 'change-closed');
      }
      await expect.poll(() => found('--attention'), { timeout: 10_000 }).toEqual(['1.0.0', '1.1.0']);
      expect(await found('--attention', 'checks-red')).toEqual([]);
      const { stdout } = await limelight('list', '--attention');
      expect(stdout).toMatch(
        /⚠ {2}looked_for@1\.0\.0 +add-snapshot +needs a person: its pull request was closed/,
      );

      // The table of all is shown again when something in it changes, until nothing runs.
      const printed: string[] = [];
      const watching = runHere(['watch'], environment(), (text) => printed.push(text));
      await expect.poll(() => printed[0], { timeout: 10_000 }).toMatch(/ PACKAGE [^]*looked_for@1\.0\.0/);
      for (const text of [first, second])
        await world.journeys.abort(parsePackageVersion(text), { actor: 'ada', reason: 'seen enough' });
      const watched = await watching;
      expect(watched).toMatchObject({ code: 0, stderr: '' });
      expect(watched.stdout.trimEnd().endsWith('No journeys.')).toBe(true);
    });
  });

  it('says which words it knows, and how an age is written', async () => {
    expect(await limelight('list', '--waiting-for', 'godot')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Allowed choices are checks, approval,.* parked/),
    });
    expect(await limelight('list', '--older-than', 'long')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Write a number and s, m, h or d/),
    });
  });

  it('is the same text in the command line, in the Temporal UI and on the pull request', async () => {
    const text = 'asked_after@1.0.0';
    const handle = world.handle(text);
    await world.withWorker(async () => {
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      const { change } = await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      const number = change?.number ?? 0;

      // The last look is told once there was one that saw nothing new.
      const why = () => limelight('why', text);
      await expect
        .poll(async () => (await why()).stdout, { timeout: 10_000 })
        .toMatch(/\n\nThe last look: 2 of 2 checks green/);
      const { code, stdout } = await why();
      expect(code).toBe(0);
      const [said = ''] = stdout.split('\n\nThe last look: ');
      expect(said).toMatch(/^asked_after@1\.0\.0 waits: 0 of 1 approvals of pull request #\d+/);
      expect(said).toContain(`\`limelight approve ${text} --head ${change?.head.slice(0, 12)}\``);

      const { currentDetails } = await handle.query<{ currentDetails: string }>(METADATA);
      expect(currentDetails.startsWith(`${said}\n\n`)).toBe(true);
      await expect.poll(() => commentOn(number), { timeout: 10_000 }).toBe(said);

      const json = JSON.parse((await limelight('why', text, '--json')).stdout) as object;
      expect(json).toMatchObject({ text: said, standing: 'waiting', waitingFor: { kind: 'approval' } });
      const status = JSON.parse((await limelight('status', text, '--json')).stdout) as object;
      expect(status).toMatchObject({ why: { text: said } });

      await world.journeys.decide('hold', parsePackageVersion(text), { actor: 'ada', reason: 'not today' });
      await expect.poll(() => commentOn(number), { timeout: 10_000 }).toContain('held by ada: not today');
      expect((await why()).stdout).toContain(`${commentOn(number) ?? ''}\n`);
    });
  });
});
