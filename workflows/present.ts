import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { currentStep, type JourneyState } from '../domain/journey-state.ts';
import { describeJourney } from '../domain/journey-text.ts';
import type { SEARCH_ATTRIBUTES } from '../domain/search-attributes.ts';

type Attribute = keyof typeof SEARCH_ATTRIBUTES;

/** What of a journey's state can be searched for and changes on its way. */
function searchable(state: JourneyState): Partial<Record<Attribute, string>> {
  const step = currentStep(state);
  return {
    LimelightStage: step?.stage ?? 'none',
    LimelightStep: step?.id ?? state.outcome ?? 'bearings',
    LimelightWaitingFor: state.attention === undefined ? (state.waiting?.for ?? 'nothing') : 'person',
    LimelightAttention: state.attention?.reason ?? 'none',
  };
}

/** Shows a journey's state in the current details of the Temporal UI. It costs no history. */
export function describe(state: JourneyState): void {
  setCurrentDetails(describeJourney(state));
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

function pair(name: Attribute, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value };
}
