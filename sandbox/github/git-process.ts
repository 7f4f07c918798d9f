import { spawn } from 'node:child_process';

/** What one run of git printed, and how it ended. */
export interface GitRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown when git ends with a status that its caller did not expect. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly run: GitRun;

  constructor(args: readonly string[], run: GitRun) {
    super(`git ${args.join(' ')}: ended with ${run.code}: ${run.stderr.trim()}`);
    this.run = run;
  }
}

/**
 * Runs git once.
 *
 * @param expected - the exit statuses that are an answer; any other one is thrown.
 * @throws GitError when git ends otherwise.
 */
export async function runGit(args: readonly string[], expected: readonly number[] = [0]): Promise<GitRun> {
  const run = await new Promise<GitRun>((resolve, reject) => {
    const child = spawn('git', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
  if (!expected.includes(run.code)) throw new GitError(args, run);
  return run;
}
