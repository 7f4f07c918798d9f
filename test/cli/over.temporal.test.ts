import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { smallPackage } from '../support/small-package.ts';
import { untilState } from '../support/journeys.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';
import { runHere } from './run-here.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world?.close());

function limelight(...args: string[]) {
  return runHere(args, {
    ...world.sandbox.env,
    TEMPORAL_ADDRESS: inject('temporal').address,
    TEMPORAL_NAMESPACE: world.namespace,
  });
}

it('limelight why and status say of a journey that somebody terminated that nothing of it will come', async () => {
  const text = 'cut_off@1.0.0';
  world.sandbox.github.faults.hold({ method: 'POST', path: /\/pulls$/ });
  await world.withWorker(async () => {
    await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
    await untilState(world.handle(text), ({ steps }) => steps[0]?.status === 'running');
    expect(await limelight('why', text)).toMatchObject({ code: 0 });
    await world.handle(text).terminate('by mistake');
    world.sandbox.github.faults.clear();
    const why = await limelight('why', text);
    expect(why).toMatchObject({ code: 1, stdout: '' });
    expect(why.stderr).toMatch(/ended as TERMINATED, without an outcome[^]*limelight start cut_off@1\.0\.0/);
    const status = await limelight('status', text);
    expect(status).toMatchObject({ code: 1, stdout: expect.stringContaining('add to snapshot') });
    expect(status.stderr).toContain('TERMINATED');
  });
});

it('limelight history tells what happened on a journey, also when it is over', async () => {
  const text = 'long_gone@1.0.0';
  await world.withWorker(async () => {
    await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
    await world.handle(text).result();

    const { code, stdout } = await limelight('history', text);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^long_gone@1\.0\.0 is a certified star\n[^]*author: started on the route snapshot\n[^]*add to snapshot: #\d+ http[^ ]+ merged by limelight-bot [^]*approved by teammate\n[^]*build \d+ http[^]*■ [^]*certified star\n/,
    );
    const markdown = await limelight('history', text, '--markdown');
    expect(markdown.stdout).toMatch(/add to snapshot: \[#\d+\]\(http[^)]+\) merged/);
    const json = JSON.parse((await limelight('history', text, '--json')).stdout) as {
      entries: { kind: string }[];
    };
    expect(json).toMatchObject({ outcome: 'star', packageVersion: { name: 'long_gone', version: '1.0.0' } });
    const kinds = json.entries.map(({ kind }) => kind).join(' ');
    expect(kinds).toBe('started begun done begun done begun done ended');
  });
  expect(await limelight('history', 'never_was@1.0.0')).toMatchObject({ code: 4, stdout: '' });
});
