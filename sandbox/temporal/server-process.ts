import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const TAIL = 4_000;
/** It ends at once, unless a worker still polls; then it is killed. SQLite's journal keeps the file whole either way. */
const STOP_PATIENCE = 3_000;

/** A running child process that serves. */
export interface ServerProcess {
  readonly pid: number;
  hasEnded(): boolean;
  /** The last lines that it printed. */
  tail(): string;
  /** Ends it and waits until it has ended. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a server as a child process.
 *
 * It gets a process group of its own, so that Ctrl-C in a terminal reaches us alone and the worker can end
 * before its server does; it is ended with us when we exit.
 *
 * @param logFile - what it prints is appended there.
 * @throws the system's error when the program cannot be started.
 */
export async function startServer(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  logFile: string | undefined,
): Promise<ServerProcess> {
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  let tail = '';
  const log = logFile === undefined ? undefined : openLog(logFile);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      tail = (tail + chunk).slice(-TAIL);
      log?.write(chunk);
    });
  }
  const endWithUs = (): void => void child.kill('SIGTERM');
  process.once('exit', endWithUs);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      process.off('exit', endWithUs);
      if (log === undefined) resolve();
      else log.end(resolve);
    });
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid as number,
    hasEnded,
    tail: () => tail.trim(),
    stop: async () => {
      if (!hasEnded()) child.kill('SIGTERM');
      const patience = new AbortController();
      const inTime = await Promise.race([
        ended.then(() => true),
        delay(STOP_PATIENCE, false, { signal: patience.signal }).catch(() => true),
      ]);
      patience.abort();
      if (!inTime) child.kill('SIGKILL');
      await ended;
    },
  };
}

function openLog(file: string): NodeJS.WritableStream {
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { flags: 'a' });
}
