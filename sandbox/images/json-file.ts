import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a state file holds; undefined where there is none yet. @throws when it is no JSON. */
export function readJsonFile(file: string | undefined): unknown {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return JSON.parse(text);
}

/**
 * Writes a state file as a whole. It is renamed into place, so a process killed in between leaves the old state
 * and never half of the new one. Does nothing without a file.
 */
export function writeJsonFile(file: string | undefined, state: unknown): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 1)}\n`);
  renameSync(`${file}.new`, file);
}
