import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../domain/duration.ts';
import type { Route } from '../../domain/pipeline.ts';

/** `a,b` as a route. Whether the pipeline has these stages is seen when the configuration is read. */
export function readRoute(text: string): Route {
  return text.split(',').map((stage) => stage.trim());
}

/** A whole number of 1 or more. */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a whole number, 1 or more.');
  return Number(text);
}

/** A duration such as `2h`, in milliseconds. */
export function readDuration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new InvalidArgumentError('Write a number and s, m, h or d, such as 2h or 3d.');
  return milliseconds;
}

/** `HOST:PORT` to listen at. */
export function readAddress(text: string): string {
  if (!/^[^\s:]+:\d+$/.test(text)) throw new InvalidArgumentError('Write HOST:PORT, such as 0.0.0.0:8085.');
  return text;
}

/** `--as NAME`: who decides. */
export function actorOption(): Option {
  return new Option('--as <name>', 'who decides; by default $LIMELIGHT_ACTOR, else your git user name').env(
    'LIMELIGHT_ACTOR',
  );
}

/** Who sits at the terminal: what was said, else git's `user.name`, else the user of the system. */
export async function findActor(said: string | undefined): Promise<string> {
  if (said !== undefined && said.trim() !== '') return said.trim();
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.name']);
    if (stdout.trim() !== '') return stdout.trim();
  } catch {
    // No git, or no name in it: the system knows one.
  }
  return userInfo().username;
}
