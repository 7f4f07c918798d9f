import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../client/cli/main.ts', import.meta.url));

/** What a run of the command line left behind. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that runs. */
export interface RunningCli {
  readonly pid: number;
  /** Ends once the text was printed on standard output. @throws Error when the process ends before. */
  untilPrinted(text: string): Promise<void>;
  end(signal: NodeJS.Signals): void;
  readonly ended: Promise<CliRun>;
}

/** Starts `limelight` in a process of its own, with nothing of this machine's configuration. @param input - what is typed. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): RunningCli {
  return start(process.execPath, ['--import', 'tsx', MAIN, ...args], env, input);
}

/** Starts `npm run demo`, as the README has it. */
export function startNpmDemo(args: readonly string[]): RunningCli {
  return start('npm', ['run', 'demo', '--', ...args], {});
}

/** Starts `npm run day`, with nothing of this machine's configuration. */
export function startNpmDay(args: readonly string[]): RunningCli {
  return start('npm', ['run', 'day', '--', ...args], {});
}

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): RunningCli {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<CliRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  const untilPrinted = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`It ended without "${text}": ${stdout}${stderr}`)));
      look();
    });
  return { pid: child.pid ?? 0, untilPrinted, end: (signal) => void child.kill(signal), ended };
}

/** Runs `limelight` to its end. */
export function runCli(args: readonly string[], env?: NodeJS.ProcessEnv, input?: string): Promise<CliRun> {
  return startCli(args, env, input).ended;
}
