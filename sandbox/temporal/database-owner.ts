import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning } from './process-alive.ts';

/** Why a database is not opened: two servers on one file would each believe that the workflows are theirs. */
export class DatabaseInUse extends Error {
  override name = 'DatabaseInUse' as const;

  constructor(dbFile: string, pid: number) {
    super(
      `The database ${dbFile} belongs to the Temporal server with process id ${pid}. End that one first ` +
        `(kill ${pid}), or take another file. If ${pid} is no Temporal server, delete ${ownerFile(dbFile)}.`,
    );
  }
}

/** @throws {@link DatabaseInUse} while a server that was started on this file runs, whoever started it. */
export function refuseUsedDatabase(dbFile: string): void {
  if (!existsSync(ownerFile(dbFile))) return;
  const pid = Number(readFileSync(ownerFile(dbFile), 'utf8'));
  if (isRunning(pid)) throw new DatabaseInUse(dbFile, pid);
}

/** Remembers which process serves the file, beside it. */
export function writeDatabaseOwner(dbFile: string, pid: number): void {
  writeFileSync(ownerFile(dbFile), String(pid));
}

/** Forgets it again, once the process has ended. */
export function forgetDatabaseOwner(dbFile: string): void {
  rmSync(ownerFile(dbFile), { force: true });
}

function ownerFile(dbFile: string): string {
  return `${dbFile}.pid`;
}
