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

/**
 * Shows a journey's state where people look: the current details of the Temporal UI, which cost no history, and
 * the search attributes, which cost one event, so only those that changed are written.
 *
 * @returns a function to call after every change of the state.
 */
export function presenter(): (state: JourneyState) => void {
  let shown: Partial<Record<Attribute, string>> = {};
  return (state) => {
    setCurrentDetails(describeJourney(state));
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
