import { join } from 'node:path';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import * as cast from './cast.ts';
import type { Day } from './day.ts';
import { readNewborn, writeNewborn } from './newborn.ts';

/** Part of the day, and what is done in it. */
export interface Act {
  readonly heading: string;
  readonly play: (day: Day) => Promise<void>;
}

/** What people do and what happens to them, in order: each begins when the one before is over. */
export const ACTS: readonly Act[] = [
  { heading: 'Ten versions are started', play: startAll },
  { heading: 'One of two approvals is given', play: approveOnce },
  { heading: 'One is held, and approved meanwhile', play: holdOne },
  { heading: 'One is rejected', play: rejectOne },
  { heading: 'Somebody puts other content of one on a branch by hand', play: changeContent },
  { heading: 'One gets its second approval, and soaks', play: letSoak },
  { heading: 'One is a star on snapshot, and is withdrawn', play: withdrawOne },
  { heading: 'One is a star in production; after it nobody rolls out', play: leaveUnserved },
  { heading: 'The withdrawn one is gone', play: seeItGone },
];

async function startAll(day: Day): Promise<void> {
  const folder = newbornFolder(day);
  for (const { version, route, requester, isStored } of cast.CAST) {
    const from = isStored ? [] : ['--from', await writeNewborn(folder, parsePackageVersion(version))];
    await day.type('start', version, ...from, '--route', route, '--as', requester);
  }
  await day.untilWaiting(cast.RED, 'checks-red');
  await day.untilWaiting(cast.NONE_OF_ONE, 'approval');
}

async function approveOnce(day: Day): Promise<void> {
  await day.untilWaiting(cast.ONE_OF_TWO, 'approval');
  await day.type('approve', cast.ONE_OF_TWO, '--reason', 'dashboards looked at', '--as', 'ada');
}

async function holdOne(day: Day): Promise<void> {
  await day.untilWaiting(cast.HELD, 'approval');
  await day.type('hold', cast.HELD, '--reason', 'wait for the release notes', '--as', 'ada');
  const { change } = await day.why(cast.HELD);
  if (change === undefined) throw new Error(`${cast.HELD} has no pull request to review`);
  await day.world.sandbox.github.review(change.number, 'teammate', 'APPROVED', 'Looks good to me.');
  await day.untilWaiting(cast.HELD, 'hold');
}

async function rejectOne(day: Day): Promise<void> {
  await day.untilWaiting(cast.REJECTED, 'approval');
  await day.type('reject', cast.REJECTED, '--reason', 'the dashboards are broken', '--as', 'ada');
  await day.untilWaiting(cast.REJECTED, 'rejected');
}

async function changeContent(day: Day): Promise<void> {
  await day.untilWaiting(cast.CHANGED, 'approval');
  const packageVersion = parsePackageVersion(cast.CHANGED);
  const folder = newbornFolder(day);
  const files = await readNewborn(await writeNewborn(folder, packageVersion), packagePath(packageVersion));
  const readme = `${packagePath(packageVersion)}/docs/README.md`;
  const { github } = day.world.sandbox;
  await github.pushCommit(
    'staging',
    { ...files, [readme]: '# Repaired in haste\n' },
    'author',
    'Repair it by hand',
  );
  await day.type('approve', cast.CHANGED, '--as', 'ada');
}

async function letSoak(day: Day): Promise<void> {
  await day.until(cast.SOAKING, 'wait for an approval in staging', ({ waitingFor, position }) => {
    return waitingFor?.kind === 'approval' && position.includes('add to staging');
  });
  await day.type('approve', cast.SOAKING, '--as', 'ada');
  await day.untilWaiting(cast.CHANGED, 'content-differs');
}

async function withdrawOne(day: Day): Promise<void> {
  await day.until(cast.WITHDRAWN, 'be a star', ({ standing }) => standing === 'over');
  await day.type('withdraw', cast.WITHDRAWN, '--reason', 'it leaks a password into the log', '--as', 'ada');
}

async function leaveUnserved(day: Day): Promise<void> {
  await day.until(cast.STAR, 'be a star', ({ standing }) => standing === 'over');
  await day.type('sandbox', 'fault', 'add', 'registry/production', 'rolloutNeverHappens');
  await day.type('approve', cast.UNSERVED, '--as', 'ada');
  await day.untilWaiting(cast.UNSERVED, 'registry');
}

async function seeItGone(day: Day): Promise<void> {
  await day.until(cast.WITHDRAWN, 'be withdrawn', ({ standing }) => standing === 'over');
  await day.untilWaiting(cast.SOAKING, 'soak');
}

function newbornFolder({ world }: Day): string {
  return join(world.sandbox.dataDir, 'newborn');
}
