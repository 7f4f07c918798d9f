import { currentStep, type JourneyState } from '../../../domain/journey-state.ts';
import { describeStep, headline, markOf } from '../../../domain/journey-text.ts';
import { describeOutcome } from './step.ts';

/**
 * What happened to a journey between two looks, as lines: for a pipe, a file, or a screen that cannot be drawn
 * over. Each step that ended and each new thing it waits for is one line.
 *
 * @param before - undefined for the first look.
 */
export function describeProgress(before: JourneyState | undefined, after: JourneyState): string[] {
  const ended = after.steps.filter(({ id, status }) => {
    const earlier = before?.steps.find((step) => step.id === id);
    return (status === 'done' || status === 'skipped') && earlier?.status !== status;
  });
  const lines = ended.map((step) => {
    const outcome = describeOutcome(step, after);
    return `${markOf(step.status)} ${describeStep(step)}${outcome === '' ? '' : `: ${outcome}`}`;
  });
  const now = describeNow(after);
  if (now !== undefined && (before === undefined || describeNow(before) !== now)) lines.push(now);
  return lines;
}

function describeNow(state: JourneyState): string | undefined {
  if (state.outcome !== undefined) return headline(state);
  const step = currentStep(state);
  if (step === undefined) return undefined;
  return `${markOf(step.status)} ${describeStep(step)}: ${describeOutcome(step, state)}`;
}
