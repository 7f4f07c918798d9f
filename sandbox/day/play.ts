import { ACTS } from './acts.ts';
import { CAST } from './cast.ts';
import type { Day } from './day.ts';
import { EXPECTATIONS } from './expectations.ts';
import { showEverywhere } from './pages.ts';
import { judgeDay, type Verdict } from './verdict.ts';

/**
 * Plays the whole day, and shows in its evening what each screen says.
 *
 * @returns the verdict over what was shown.
 * @throws Error when a command is refused, or a journey does not come to where the next act begins.
 */
export async function playDay(day: Day): Promise<Verdict> {
  const { transcript } = day;
  for (const { heading, play } of ACTS) {
    transcript.say(`## ${heading}`);
    transcript.say('');
    await play(day);
  }
  transcript.say('## In the evening');
  transcript.say('');
  await day.read('list');
  await day.read('list', '--attention');
  await day.read('list', '--closed');
  const alike = [];
  for (const { version } of CAST) alike.push(...(await showEverywhere(day, version)));
  return judgeDay(transcript, [...EXPECTATIONS, ...alike], CAST.length);
}
