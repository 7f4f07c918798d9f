import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts';
import { startServer, type ServerProcess } from '../temporal/server-process.ts';
import { startTemporal, type RunningTemporal } from '../temporal/start-temporal.ts';

/** What the demo is made of. */
export interface DemoOptions {
  readonly dataDir?: string | undefined;
  readonly storage?: string | undefined;
  /** A scripted teammate approves; otherwise somebody else must. */
  readonly teammate: boolean;
  /** In what the sandbox is otherwise than the demo's. */
  readonly sandbox?: Partial<SandboxOptions>;
  readonly env: NodeJS.ProcessEnv;
  /** Takes one line for a person who waits. */
  readonly report: (line: string) => void;
}

/** Everything that a journey needs, on this machine. */
export interface DemoWorld {
  readonly sandbox: Sandbox;
  readonly temporal: RunningTemporal;
  readonly worker: ServerProcess;
  /** The environment for whoever joins in: client, worker, another terminal. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends all of it, the last started first; the state stays in the folder. May be called twice. */
  close(): Promise<void>;
}

/** A moment in which a person could have read the pull request. */
const TEAMMATE_DELAY = 1_000;
const WORKER = fileURLToPath(
  new URL(`../../worker/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/**
 * Starts an embedded Temporal server, the sandbox, and a worker in a process of its own, whose log is a file.
 *
 * @throws what the parts throw; nothing is left running then.
 */
export async function startDemoWorld(options: DemoOptions): Promise<DemoWorld> {
  const { storage, report } = options;
  const dataDir = resolve(options.dataDir ?? (await mkdtemp(join(tmpdir(), 'limelight-demo-'))));
  const started: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of started.splice(0).toReversed()) await end();
  };
  try {
    const temporal = await startTemporal({
      dbFile: join(dataDir, 'temporal.db'),
      logFile: join(dataDir, 'temporal.log'),
      env: options.env,
      report,
    });
    started.push(() => temporal.stop());
    const teammate = options.teammate ? { delayMs: TEAMMATE_DELAY } : undefined;
    const sandbox = await startSandbox({ teammate, ...options.sandbox, dataDir, storage, temporal });
    started.push(() => sandbox.close());
    const env = { ...options.env, ...sandbox.env };
    const command = [...process.execArgv, WORKER, sandbox.configFile];
    const worker = await startServer(process.execPath, command, env, join(dataDir, 'worker.log'));
    started.push(() => worker.stop());
    return { sandbox, temporal, worker, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}
