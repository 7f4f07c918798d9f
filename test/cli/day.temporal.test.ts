import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNpmDay, type CliRun, type RunningCli } from './run-cli.ts';

/** A whole day of ten versions, on a busy machine. */
const PATIENCE_MS = 280_000;

let folder: string;
let running: RunningCli | undefined;
let run: CliRun;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-day-'));
  running = startNpmDay(['--data', folder]);
  run = await running.ended;
}, PATIENCE_MS);

afterAll(async () => {
  // Interrupted before the end, it ends with all that it started.
  running?.end('SIGTERM');
  await running?.ended;
  await rm(folder, { recursive: true, force: true });
});

describe('npm run day', () => {
  it('ends with exit code 0, and says last how many lines were seen', () => {
    // What it said on its way tells why, should it have ended otherwise.
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /\nthe day went as it should: 10 versions, 1\d\d lines expected and seen\n$/,
      ),
    });
  });

  it('prints what a person reads, and the same text from the Temporal UI and from the pull request', () => {
    const { stdout } = run;
    const [, said = ''] =
      /\nlimelight why curtain@0\.2\.0\n([^]*?)\n\n {4}The last look: /.exec(stdout) ?? [];
    expect(said).toMatch(/^ {4}curtain@0\.2\.0 waits: 1 of 2 approvals \(ada\)/);
    expect(stdout).toContain(`\nthe Temporal UI of curtain@0.2.0\n${said}\n`);
    expect(stdout).toContain(`\nthe comment on the pull request of curtain@0.2.0\n${said}\n`);
  });

  it('ends with all that it started', async () => {
    expect(await readFile(join(folder, 'worker.log'), 'utf8')).toMatch(/state: 'STOPPED' \}\s*$/);
    await expect(readFile(join(folder, 'temporal.db.pid'))).rejects.toThrow('ENOENT');
  });

  it('refuses a folder in which another day was kept', async () => {
    const { code, stderr } = await startNpmDay(['--data', folder]).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${folder} is not empty: a day begins anew each time, so give it an empty folder`,
    );
  });
});
