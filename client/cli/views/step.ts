import { formatDuration } from '../../../domain/duration.ts';
import type { JourneyState, StepState } from '../../../domain/journey-state.ts';
import { describeResult, describeStep, markOf } from '../../../domain/journey-text.ts';
import type { Paint } from '../paint.ts';
import type { Cell } from './table.ts';

/** One step as the cells of a row: its mark, what it does, how long it took, what came of it. */
export function renderStep(step: StepState, state: JourneyState, paint: Paint): Cell[] {
  const quiet = step.status === 'pending' || step.status === 'skipped' ? paint.dim : String;
  return [
    { text: markOf(step.status), paint: toneOf(step, paint) },
    { text: describeStep(step), paint: quiet },
    { text: tookOf(step), paint: paint.dim },
    { text: describeOutcome(step, state), paint: quiet },
  ];
}

/** What came of a step, or what it does at this moment; empty for one that has not begun. */
export function describeOutcome(step: StepState, state: JourneyState): string {
  switch (step.status) {
    case 'pending':
      return '';
    case 'running':
      return 'working';
    case 'waiting':
      return state.waiting?.sentence ?? 'waiting';
    case 'attention':
      return state.attention?.sentence ?? 'needs a person';
    case 'skipped':
    case 'done':
      return withoutLinks(describeResult(step));
  }
}

/** A terminal shows no Markdown: of a link its text stays. */
function withoutLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

function toneOf({ status }: StepState, paint: Paint): Paint[keyof Paint] {
  if (status === 'done') return paint.good;
  if (status === 'attention') return paint.alarm;
  return status === 'running' || status === 'waiting' ? paint.busy : paint.dim;
}

function tookOf({ startedAt, finishedAt }: StepState): string {
  if (startedAt === undefined || finishedAt === undefined) return '';
  return formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
}
