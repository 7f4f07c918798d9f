import type { JourneyState, RecordedDecision, StepState } from './journey-state.ts';
import { describeResult, describeStep, headline } from './journey-text.ts';

/** Something that happened on a journey. */
export interface HistoryEntry {
  /** When, ISO 8601, UTC. */
  readonly at: string;
  /** `applied`, `refused`: what became of a decision. `held`: in attention at this moment. */
  readonly kind:
    'started' | 'begun' | 'done' | 'skipped' | 'applied' | 'refused' | 'waiting' | 'held' | 'ended';
  /** In a sentence, with Markdown links. */
  readonly text: string;
  /** Who did it, where it was a person or a bot that we know. */
  readonly actor?: string;
  /** Why, in that person's own words. */
  readonly reason?: string;
  /** How long it took, in milliseconds. */
  readonly tookMs?: number;
}

/**
 * What happened on a journey, in the order of time: its start, the steps with what came of them, every decision,
 * whether it applied or not, what it waits for at this moment, and its end.
 *
 * A wait that is over leaves nothing in the state; what ended it does. Notes have no time and are no entries.
 */
export function timelineOf(state: JourneyState): HistoryEntry[] {
  const { startedAt, finishedAt, requester, route, steps, decisions, waiting, attention } = state;
  const entries: HistoryEntry[] = [
    { at: startedAt, kind: 'started', text: `started on the route ${route.join(' → ')}`, actor: requester },
    ...steps.flatMap((step) => entriesOfStep(step, startedAt)),
    ...decisions.map(entryOfDecision),
  ];
  if (waiting !== undefined)
    entries.push({ at: waiting.since, kind: 'waiting', text: `waits: ${waiting.sentence}` });
  if (attention !== undefined)
    entries.push({ at: attention.since, kind: 'held', text: `needs attention: ${attention.sentence}` });
  if (finishedAt !== undefined)
    entries.push({
      at: finishedAt,
      kind: 'ended',
      text: headline(state),
      tookMs: between(startedAt, finishedAt),
    });
  return entries.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** A step is skipped when the journey takes its bearings, at its start; or later, by people. */
function entriesOfStep(step: StepState, journeyStartedAt: string): HistoryEntry[] {
  const { status, startedAt, finishedAt, result } = step;
  const what = describeStep(step);
  const entries: HistoryEntry[] = [];
  if (startedAt !== undefined) entries.push({ at: startedAt, kind: 'begun', text: what });
  if (status === 'skipped') {
    const at = finishedAt ?? startedAt ?? journeyStartedAt;
    return [...entries, { at, kind: 'skipped', text: `${what}: ${describeResult(step)}` }];
  }
  if (finishedAt !== undefined) {
    const actor = result?.kind === 'change' ? result.mergedBy : undefined;
    entries.push({
      at: finishedAt,
      kind: 'done',
      text: `${what}: ${describeResult(step)}`,
      ...(actor !== undefined && { actor }),
      ...(startedAt !== undefined && { tookMs: between(startedAt, finishedAt) }),
    });
  }
  return entries;
}

function entryOfDecision(decision: RecordedDecision): HistoryEntry {
  const { kind, actor, reason, at, applied, why } = decision;
  const about = subjectOf(decision);
  const text = about === '' ? kind : `${kind} (${about})`;
  return {
    at,
    kind: applied ? 'applied' : 'refused',
    text: applied ? text : `${text} did not apply: ${why ?? 'no cause was given'}`,
    actor,
    ...(reason !== undefined && { reason }),
  };
}

/** What a decision is about: `#12 at 1234567`, `build 42`, `staging`, `add-staging, overriding the soak`. */
function subjectOf({ change, build, way, stage, step, skipSoak }: RecordedDecision): string {
  return [
    ...(change === undefined ? [] : [`#${change.number} at ${change.head.slice(0, 7)}`]),
    ...(build === undefined ? [] : [`build ${build}`]),
    ...(way === undefined ? [] : [way]),
    ...(stage === undefined ? [] : [stage]),
    ...(step === undefined ? [] : [step]),
    ...(skipSoak === true ? ['overriding the soak'] : []),
  ].join(', ');
}

function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
