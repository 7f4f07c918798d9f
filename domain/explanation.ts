import type { JourneyInput } from './journey-input.ts';
import type { JourneyState, StepState } from './journey-state.ts';
import type { Stage } from './pipeline.ts';

/** Somebody who can act at this moment, and how. */
export interface Remedy {
  /** Who: people in words, such as `anybody with write access but ada`. */
  readonly who: string;
  readonly what: string;
  /** A command, or a page to open. */
  readonly how: string;
}

/** The one answer to "where is it, and why does it not move?". Plain JSON; times are ISO 8601, UTC. */
export interface Explanation {
  /** Such as `nginx@1.6.0`. */
  readonly packageVersion: string;
  /** One sentence: where it is and what it waits for. */
  readonly headline: string;
  readonly standing: 'working' | 'waiting' | 'attention' | 'over';
  /** Where on its route, in words. */
  readonly position: string;
  /** The pull request that is open for the current step. */
  readonly change?: { readonly number: number; readonly url: string };
  /** What it waits for, or why it needs a person: in one word, and in a sentence. */
  readonly waitingFor?: { readonly kind: string; readonly sentence: string };
  readonly since: string;
  /** What else keeps it, a sentence each: a hold, a stopped line, that it is parked. */
  readonly besides: readonly string[];
  /** The most useful first; empty while nobody needs to act. */
  readonly canAct: readonly Remedy[];
  /** What happens next by itself, and when. */
  readonly next: string;
  /** What becomes of it when nobody acts. */
  readonly otherwise: string;
}

/** What a journey was told of the stages and of its waits at its start, and explains itself by. */
export type Terms = Pick<JourneyInput, 'pipeline' | 'timing'>;

/** What a standing is explained by. */
export interface Scene {
  readonly state: JourneyState;
  readonly terms: Terms;
  /** Such as `nginx@1.6.0`. */
  readonly name: string;
  /** Absent before the first step. */
  readonly step?: StepState;
  /** The stage of that step. */
  readonly stage?: Stage;
}

/** What a standing means for people: who can act, and what happens by itself. */
export interface Outlook {
  readonly canAct: readonly Remedy[];
  readonly next: string;
  /** True where machines end it, and nobody is reminded. */
  readonly isOfMachines?: boolean;
}

/** What anybody may do who may decide at all. */
export function anybody(what: string, how: string): Remedy {
  return { who: 'anybody', what, how };
}

/** The page of the open pull request, where there is one. */
export function pageOf({ state: { change } }: Scene, who: string, what = 'look at the change'): Remedy[] {
  return change === undefined ? [] : [{ who, what, how: change.url }];
}
