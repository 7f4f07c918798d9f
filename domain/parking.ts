import type { JourneyState } from './journey-state.ts';

/** Nobody acted for so long that nobody is reminded any more. The journey goes on looking all the same. */
export function park(state: JourneyState, at: string): JourneyState {
  return { ...state, parked: { since: at } };
}

/** What nobody acted on is past: the journey moved by itself, or ended. */
export function unpark(state: JourneyState): JourneyState {
  const { parked: _parked, ...rest } = state;
  return rest;
}
