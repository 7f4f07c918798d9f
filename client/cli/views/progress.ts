import { currentStep, type JourneyState } from '../../../domain/journey-state.ts';
import { describeStep, headline, markOf } from '../../../domain/journey-text.ts';
import { describeOutcome } from './step.ts';

/** What of a look the lines tell. */
export interface SeenProgress {
  readonly state: JourneyState;
  readonly detail?: string;
}

/**
 * What happened to a journey between two looks, as lines: for a pipe, a file, or a screen that cannot be drawn
 * over. Each step that ended, each pull request and each new thing that it waits for is one line.
 *
 * @param before - undefined for the first look.
 */
export function describeProgress(before: SeenProgress | undefined, after: SeenProgress): string[] {
  const { change } = after.state;
  const lines = endedSteps(before?.state, after.state);
  if (change !== undefined && change.number !== before?.state.change?.number) {
    lines.push(`  pull request #${change.number}: ${change.url}`);
  }
  const now = describeNow(after.state);
  if (before === undefined || describeNow(before.state) !== now) lines.push(now);
  const { detail } = after;
  if (detail !== undefined && detail !== before?.detail && !now.includes(detail)) lines.push(`  ${detail}`);
  return lines;
}

function endedSteps(before: JourneyState | undefined, after: JourneyState): string[] {
  const ended = after.steps.filter(({ id, status }) => {
    const earlier = before?.steps.find((step) => step.id === id);
    return (status === 'done' || status === 'skipped') && earlier?.status !== status;
  });
  return ended.map((step) => {
    const outcome = describeOutcome(step, after);
    return `${markOf(step.status)} ${describeStep(step)}${outcome === '' ? '' : `: ${outcome}`}`;
  });
}

function describeNow(state: JourneyState): string {
  const step = currentStep(state);
  if (state.outcome !== undefined || step === undefined) return headline(state);
  return `${markOf(step.status)} ${describeStep(step)}: ${describeOutcome(step, state)}`;
}
