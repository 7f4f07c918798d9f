import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCli, type RunningCli } from './run-cli.ts';

/** A route of one stage: the whole journey is travelled elsewhere. */
const demo = (folder: string) => ['demo', '--data', folder, '--route', 'snapshot'];

let folder: string;
let running: RunningCli | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-demo-'));
});

afterAll(async () => {
  // A test that failed half way must leave nothing running: asked twice, the demo ends at once.
  running?.end('SIGTERM');
  await running?.ended;
  await rm(folder, { recursive: true, force: true });
});

describe('limelight demo', () => {
  it('ends with all that it started when it is interrupted, and goes on from there to the star', async () => {
    const interrupted = startCli(demo(folder));
    running = interrupted;
    await interrupted.untilPrinted('#1');
    expect(existsSync(join(folder, 'temporal.db.pid'))).toBe(true);
    interrupted.end('SIGINT');
    expect(await interrupted.ended).toMatchObject({ code: 130 });
    // The Temporal server takes its note away when it has ended, and the worker says its last words.
    expect(existsSync(join(folder, 'temporal.db.pid'))).toBe(false);
    expect(await readFile(join(folder, 'worker.log'), 'utf8')).toMatch(/state: 'STOPPED' \}\s*$/);

    running = startCli(demo(folder));
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('spotlight@1.0.0 is a certified star');
    expect(stdout).toMatch(
      /http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/package%2Fspotlight%401\.0\.0/,
    );
    expect(stdout).toMatch(/add-snapshot +http:\/\/127\.0\.0\.1:\d+\/sandbox\/package-storage\/pull\/1/);
  });
});
