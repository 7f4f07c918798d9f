import { formatDuration } from '../../../domain/duration.ts';
import type { Remedy } from '../../../domain/explanation.ts';
import { formatPackageVersion } from '../../../domain/package-version.ts';
import type { JourneyState } from '../../../domain/journey-state.ts';
import { headline } from '../../../domain/journey-text.ts';
import type { Paint } from '../paint.ts';
import { renderStep } from './step.ts';
import { alignRows } from './table.ts';
import { formatSince } from './time.ts';

/** What stands around a journey's state on the screen. */
export interface JourneySurroundings {
  readonly paint: Paint;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Who can act at this moment, and how. */
  readonly canAct: readonly Remedy[];
  /** The journey's page in the Temporal UI. */
  readonly url?: string | undefined;
  /** The finer detail of what it waits for, such as `3 of 4 checks green`. */
  readonly detail?: string | undefined;
}

/** A journey as lines of text: its heading, every step, where it stands, who can act, and where to look. */
export function renderJourney(state: JourneyState, around: JourneySurroundings): string[] {
  const { paint, url } = around;
  const steps = alignRows(state.steps.map((step) => renderStep(step, state, paint)));
  const links = [
    ...around.canAct.map(({ what, how }) => [{ text: `${what}:` }, { text: how, paint: paint.busy }]),
    ...(url === undefined ? [] : [[{ text: 'Temporal UI:' }, { text: url, paint: paint.busy }]]),
  ];
  return [
    `${paint.bold(formatPackageVersion(state.packageVersion))}  ${state.route.join(' → ')}`,
    paint.dim(describeAge(state, around.now)),
    '',
    ...steps.map((line) => `  ${line}`),
    '',
    ...renderStanding(state, around),
    ...state.notes.map((note) => paint.dim(`Note: ${note}`)),
    ...alignRows(links).map((line) => `  ${line}`),
  ];
}

function describeAge({ requester, startedAt, finishedAt }: JourneyState, now: number): string {
  const started = `started by ${requester} ${formatSince(startedAt, now)} ago`;
  if (finishedAt === undefined) return started;
  return `${started}, took ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}

function renderStanding(state: JourneyState, { paint, now, detail }: JourneySurroundings): string[] {
  const line = headline(state);
  const held = state.attention ?? state.waiting;
  if (held === undefined) {
    const isGood = state.outcome !== undefined && state.outcome !== 'aborted';
    return [isGood ? paint.good(line) : line];
  }
  const since = paint.dim(` (for ${formatSince(held.since, now)})`);
  const finer = detail === undefined || line.includes(detail) ? [] : [paint.dim(`  ${detail}`)];
  return [(state.attention === undefined ? line : paint.alarm(line)) + since, ...finer];
}
