import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from './process-alive.ts';

/** Longer than anything that is done under a lock; an older lock belongs to a process that is gone. */
const STALE_AFTER = 30 * 60_000;

/**
 * Does `work` while no other process does it under the same lock file.
 *
 * The lock saves work and protects nothing: when its owner was killed it is taken over, and in a rare race two
 * may then hold it. What is done under it must therefore be right when it is done twice.
 *
 * @param onWait - called once when somebody else holds the lock.
 * @throws what `work` throws; the lock is released then too.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, onWait: () => void): Promise<T> {
  for (let waited = false; !(await take(file)); waited = true) {
    if (!waited) onWait();
    if (await isStale(file)) await rm(file, { force: true });
    else await delay(250);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const age = Date.now() - mtimeMs;
    // Between its creation and its owner's number a lock is empty for a moment.
    const abandoned = text === '' ? age > 5_000 : !isRunning(Number(text));
    return abandoned || age > STALE_AFTER;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
