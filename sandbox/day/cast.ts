/** One version of the day, and how a person starts it. */
export interface Part {
  /** Such as `gel@1.0.0`. */
  readonly version: string;
  readonly route: string;
  readonly requester: string;
  /** It is on a branch of the sample storage; absent: it is born from a folder. */
  readonly isStored?: true;
  /** The teammate approves its pull requests; absent: only what an act says. */
  readonly isReviewed?: true;
}

export const STAR = 'spotlight@1.0.0';
export const WITHDRAWN = 'prompter@1.0.0';
export const ONE_OF_TWO = 'curtain@0.2.0';
export const NONE_OF_ONE = 'backdrop@1.0.0';
export const HELD = 'trapdoor@1.0.0';
export const RED = 'footlights@2.2.0';
export const REJECTED = 'scrim@1.0.0';
export const CHANGED = 'fresnel@1.0.0';
export const SOAKING = 'overture@1.0.0';
export const UNSERVED = 'encore@1.0.0';

/** The ten versions of the day, in the order in which they are started. */
export const CAST: readonly Part[] = [
  { version: STAR, route: 'snapshot,production', requester: 'rita', isReviewed: true },
  { version: WITHDRAWN, route: 'snapshot', requester: 'rita', isReviewed: true },
  { version: SOAKING, route: 'snapshot,staging,production', requester: 'otto', isReviewed: true },
  { version: ONE_OF_TWO, route: 'snapshot,staging,production', requester: 'rita', isStored: true },
  { version: NONE_OF_ONE, route: 'snapshot', requester: 'otto' },
  { version: HELD, route: 'snapshot', requester: 'rita' },
  { version: RED, route: 'snapshot', requester: 'otto' },
  { version: REJECTED, route: 'snapshot', requester: 'otto' },
  { version: CHANGED, route: 'snapshot,staging', requester: 'rita' },
  { version: UNSERVED, route: 'production', requester: 'rita' },
];
