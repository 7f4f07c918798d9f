import { rm } from 'node:fs/promises';
import { Command } from 'commander';
import { exitOnSignal } from '../../client/cli/exit-on-signal.ts';
import { interruption, untilInterrupted } from '../../client/cli/interruption.ts';
import { Day } from './day.ts';
import { startDayWorld } from './day-world.ts';
import { playDay } from './play.ts';
import { Transcript } from './transcript.ts';
import type { Verdict } from './verdict.ts';

const program = new Command('day')
  .description('Play a whole day of ten versions, print what people see, and fail when a line is missing.')
  .option('--data <dir>', 'an empty folder to keep everything in; a temporary one unless given')
  .option('--keep', 'stay up after the end, to look around')
  .parse();
const { data, keep } = program.opts<{ data?: string; keep?: boolean }>();

const print = (line: string): void => console.log(line);
const letSignalsPass = exitOnSignal();
console.error('Setting the stage: Temporal, GitHub, Jenkins, three registries, a worker ...');
const world = await startDayWorld({ dataDir: data, env: process.env, report: (line) => console.error(line) });
letSignalsPass();
const interrupted = interruption();
try {
  const verdict = await Promise.race([untilInterrupted(interrupted), play()]);
  if (verdict !== undefined && keep === true) {
    console.error(
      `Temporal UI: ${world.temporal.uiUrl ?? ''}/namespaces/${world.temporal.namespace}/workflows`,
    );
    console.error(`Everything stays up until Ctrl-C. Join in: . ${world.sandbox.dataDir}/env`);
    for (const line of verdict.lines) print(line);
    await untilInterrupted(interrupted);
  }
  await world.close();
  process.exitCode = verdict?.exitCode ?? 130;
  if (verdict !== undefined && keep !== true) for (const line of verdict.lines) print(line);
  if (verdict?.exitCode === 0 && data === undefined) await rm(world.sandbox.dataDir, { recursive: true });
} finally {
  await world.close();
}
process.exit();

/** An act that comes to nothing is a day that went wrong: it says where it stopped. */
async function play(): Promise<Verdict> {
  try {
    return await playDay(new Day(world, new Transcript(print)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      exitCode: 1,
      lines: [`the day did not go as it should: ${why}`, `logs: ${world.sandbox.dataDir}`],
    };
  }
}
