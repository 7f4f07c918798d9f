import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { findSame, refuseId } from '../domain/decisions.ts';
import {
  letGoOn,
  readLineDecision,
  refuseGoOn,
  refuseStop,
  stopLine,
  type LineDecision,
} from '../domain/line.ts';
import {
  beginLine,
  recordLineDecision,
  type LineInput,
  type LineState,
  type RecordedLineDecision,
} from '../domain/line-state.ts';
import { DEFAULT_TIMING } from '../domain/timing.ts';
import { refuse } from './failures.ts';
import { lineQuery, resumeLineUpdate, stopLineUpdate } from './messages.ts';
import { now } from './now.ts';
import { describeLine } from './present.ts';
import { writes } from './proxies.ts';
import { whileWanted } from './while-wanted.ts';

/**
 * The line that all journeys of a storage stand on: people stop it for a stage, a package or everything, and let it
 * go on. It lives on, tells every running journey of each change, and is asked by those that begin or merge.
 */
export async function productionLine(input: LineInput): Promise<void> {
  let state = beginLine(input);
  /** The version that the journeys know of; what an earlier run had not told any more is told again. */
  let told = 0;

  const change = (transition: (state: LineState) => LineState): void => {
    state = transition(state);
    describeLine(state);
  };
  const decide = (kind: 'stop' | 'resume', sent: unknown): RecordedLineDecision => {
    const decision = read(sent);
    const earlier = findSame(state.decisions, kind, decision.id);
    if (earlier !== undefined) return earlier;
    const { actor, scope, reason } = decision;
    const record: RecordedLineDecision = {
      id: decision.id ?? uuid4(),
      kind,
      actor,
      scope,
      at: now(),
      applied: true,
      ...(reason !== undefined && { reason }),
    };
    change((before) => ({
      ...recordLineDecision(before, record),
      ...(kind === 'stop' ? stopLine : letGoOn)(before, decision, record.at),
    }));
    return record;
  };
  const validate = (kind: 'stop' | 'resume', sent: unknown, refusal: typeof refuseStop): void => {
    const decision = read(sent);
    if (findSame(state.decisions, kind, decision.id) !== undefined) return;
    const why = refuseId(state.decisions, kind, decision.id) ?? refusal(state, decision);
    if (why !== undefined) throw refuse('DecisionRefused', why);
  };

  setHandler(lineQuery, () => state, { description: 'What is stopped, and what people decided of it' });
  setHandler(stopLineUpdate, (sent) => decide('stop', sent), {
    validator: (sent) => validate('stop', sent, refuseStop),
    description: 'Stop the line: {actor, reason, scope: {kind: "everything" | "stage" | "package", ...}}',
  });
  setHandler(resumeLineUpdate, (sent) => decide('resume', sent), {
    validator: (sent) => validate('resume', sent, refuseGoOn),
    description: 'Let the line go on where it was stopped: {actor, scope, reason?}',
  });
  describeLine(state);

  const isFull = (): boolean => {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength >= (input.mostEvents ?? Infinity);
  };
  for (;;) {
    await condition(() => told < state.version || isFull());
    if (isFull()) break;
    const { version, stops } = state;
    // A journey that cannot be told must not keep from the others what is decided next; that is newer and counts.
    await whileWanted(
      () => state.version === version && !isFull(),
      () =>
        writes(DEFAULT_TIMING, 'Tell the journeys what is stopped').tellLine({ line: { version, stops } }),
    );
    told = version;
  }
  await condition(allHandlersFinished);
  const { version, stops, decisions } = state;
  await continueAsNew<typeof productionLine>({ ...input, line: { version, stops }, decisions });
}

/** @throws a `DecisionRefused` failure for what says no scope. */
function read(sent: unknown): LineDecision {
  const decision = readLineDecision(sent);
  if (decision === undefined)
    throw refuse('DecisionRefused', 'say what is meant: everything, a stage or a package');
  return decision;
}
