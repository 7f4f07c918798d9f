import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { parse, stringify } from 'yaml';
import type { World } from './world.ts';

const ENTRY = fileURLToPath(new URL('./worker-process.ts', import.meta.url));

/** A worker of a world in a process of its own. */
export interface KillableWorker {
  /** Ends it by SIGKILL, as `kill -9` and a lost machine do; returns when it is gone. May be called twice. */
  kill(): Promise<void>;
}

/** Starts a worker process over a world's stand-ins, on the world's task queue. It polls some moments later. */
export async function startKillableWorker(world: World): Promise<KillableWorker> {
  const { address, bundlePath } = inject('temporal');
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, await writeConfig(world), bundlePath], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ...world.sandbox.env,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: world.namespace,
    },
  });
  const gone = once(child, 'exit');
  return { kill: () => kill(child, gone) };
}

/** Lets a worker process run as long as `work` takes. */
export async function withKillableWorker<T>(world: World, work: () => Promise<T>): Promise<T> {
  const worker = await startKillableWorker(world);
  try {
    return await work();
  } finally {
    await worker.kill();
  }
}

async function kill(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
    process.kill(child.pid, 'SIGKILL');
  await gone;
}

/** The sandbox's own configuration, but for the task queue, which is the world's. */
async function writeConfig({ sandbox, taskQueue }: World): Promise<string> {
  const config = parse(await readFile(sandbox.configFile, 'utf8')) as Record<string, unknown>;
  const file = join(sandbox.dataDir, 'worker.yaml');
  await writeFile(file, stringify({ ...config, temporal: { taskQueue } }));
  return file;
}
