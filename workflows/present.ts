import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { brakeNow } from '../domain/brakes.ts';
import type { Terms } from '../domain/explanation.ts';
import { currentStep, type JourneyState } from '../domain/journey-state.ts';
import { describeJourney } from '../domain/journey-text.ts';
import type { Line } from '../domain/line.ts';
import { describeLine as lineDetails } from '../domain/line-state.ts';
import type { PublisherState } from '../domain/publisher-state.ts';
import { describePublisher as publisherDetails } from '../domain/publisher-text.ts';
import { describeWhy, explain } from '../domain/why.ts';
import type { SEARCH_ATTRIBUTES } from '../domain/search-attributes.ts';

type Attribute = keyof typeof SEARCH_ATTRIBUTES;

/** What of a journey's state can be searched for and changes on its way. */
function searchable(state: JourneyState): Partial<Record<Attribute, string>> {
  const step = currentStep(state);
  return {
    LimelightStage: (state.outcome === undefined ? step?.stage : undefined) ?? 'none',
    LimelightStep: state.outcome ?? step?.id ?? 'bearings',
    LimelightWaitingFor: waitingFor(state),
    LimelightAttention: state.attention?.reason ?? 'none',
    LimelightPullRequest: state.change === undefined ? 'none' : String(state.change.number),
  };
}

/**
 * One word for lists: what is parked is found as such, and so is what a person or the line has stand still, whatever
 * else it waits for.
 */
function waitingFor(state: JourneyState): string {
  const { parked, attention, waiting } = state;
  if (parked !== undefined) return 'parked';
  const brake = brakeNow(state);
  if (brake !== undefined) return brake.kind;
  return attention === undefined ? (waiting?.for ?? 'nothing') : 'person';
}

/** Shows a journey's state in the current details of the Temporal UI. It costs no history. */
export function describe(state: JourneyState, terms: Terms): void {
  setCurrentDetails(describeJourney(state, describeWhy(explain(state, terms))));
}

/**
 * Keeps the search attributes of a journey up to date. Writing them costs one event, so it is to be called before
 * the journey blocks and not at every change, and only those that changed are written.
 *
 * @returns a function to call before the journey blocks.
 */
export function indexer(): (state: JourneyState) => void {
  let shown: Partial<Record<Attribute, string>> = {};
  return (state) => {
    const now = searchable(state);
    const changed = (Object.entries(now) as [Attribute, string][]).filter(
      ([name, value]) => shown[name] !== value,
    );
    if (changed.length === 0) return;
    upsertSearchAttributes(changed.map(([name, value]) => pair(name, value)));
    shown = now;
  };
}

/** Shows a publisher's state in the current details of the Temporal UI. */
export function describePublisher(state: PublisherState): void {
  setCurrentDetails(publisherDetails(state));
}

/** Shows in the current details of the Temporal UI what of the line is stopped. */
export function describeLine(line: Line): void {
  setCurrentDetails(lineDetails(line));
}

/** Writes what of a publisher can be searched for, where it changed: that it is held, and why. */
export function indexPublisher(state: PublisherState): void {
  const { typedSearchAttributes: known } = workflowInfo();
  const wanted: Partial<Record<Attribute, string>> = {
    LimelightStage: state.stage,
    LimelightAttention: (state.attention ?? state.rollOutAttention)?.reason ?? 'none',
  };
  const pairs = (Object.entries(wanted) as [Attribute, string][]).map(([name, value]) => pair(name, value));
  const changed = pairs.filter(({ key, value }) => known.get(key) !== value);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

function pair(name: Attribute, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value };
}
