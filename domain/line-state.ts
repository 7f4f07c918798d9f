import type { RecordedDecision } from './journey-state.ts';
import { describeStop, LINE_RUNS, type Line, type LineScope } from './line.ts';

/** A decision on the line, kept. */
export type RecordedLineDecision = RecordedDecision & { readonly scope: LineScope };

/** What the `state` query of the line answers. Plain JSON. */
export interface LineState extends Line {
  readonly schema: 1;
  /** The newest last. */
  readonly decisions: readonly RecordedLineDecision[];
}

/** What starts the line: what it carries from one run to the next. */
export interface LineInput {
  readonly line?: Line;
  readonly decisions?: readonly RecordedLineDecision[];
  /** For tests: continues as new after so many events; otherwise when the server suggests it. */
  readonly mostEvents?: number;
}

const MOST_DECISIONS = 100;

/** The line at the beginning of a run; the very first time, one that runs. */
export function beginLine({ line = LINE_RUNS, decisions = [] }: LineInput): LineState {
  return { schema: 1, ...line, decisions };
}

/** Keeps a decision on the line; of many only the last. */
export function recordLineDecision(state: LineState, decision: RecordedLineDecision): LineState {
  return { ...state, decisions: [...state.decisions, decision].slice(-MOST_DECISIONS) };
}

/** The line as Markdown, for the current details in the Temporal UI. */
export function describeLine({ stops }: Line): string {
  if (stops.length === 0) return '**The line runs.**';
  return ['**The line is stopped.**', '', ...stops.map((stop) => `- ${describeStop(stop)}`)].join('\n');
}
