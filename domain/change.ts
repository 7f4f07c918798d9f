import type { ChecksSummary } from './checks.ts';
import type { Content } from './content.ts';
import type { ChangeKind } from './names.ts';
import type { PackageVersion } from './package-version.ts';

/** What the journey wants one pull request to do to one branch. The same in every attempt. */
export interface ChangeOrder {
  readonly kind: ChangeKind;
  readonly packageVersion: PackageVersion;
  readonly stage: string;
  readonly branch: string;
  readonly content: Content;
  /** 1, and one more each time a person let the journey try again after a change was closed. */
  readonly round: number;
  /** The number of a pull request that somebody else opened and that this journey takes over. */
  readonly adopt?: number;
  /** For an addition: the branch that must hold the version meanwhile, until this stage is shown to serve it. */
  readonly keeper?: string;
}

/**
 * What GitHub showed us of a change: only what the gate can tell apart, so that a wait ends exactly when there
 * is something to decide. The finer detail (3 of 4 checks) rides in the failure of the pending activity.
 */
export interface ChangeObservation {
  readonly schema: 1;
  readonly number: number;
  readonly url: string;
  /** The login that opened it; empty until it was looked at. */
  readonly author: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** Commit id of the head. */
  readonly head: string;
  /**
   * `intact`: it still does exactly what was ordered. `altered`: somebody pushed something else to it.
   * `needless`: the branch is already as the change would make it.
   */
  readonly effect: 'intact' | 'altered' | 'needless';
  readonly draft: boolean;
  readonly checks: ChecksSummary;
  /** Logins, sorted, whose latest review approves: people with write access who did not open it. */
  readonly approvedBy: readonly string[];
  /** Logins, sorted, whose latest review requests changes. */
  readonly changesRequestedBy: readonly string[];
  /** GitHub's own word on a merge at this moment. */
  readonly mergeability: 'clean' | 'behind' | 'conflict' | 'needs-review' | 'blocked' | 'unknown';
  /** `needed`: the branch merges through a queue only. `queued`: it stands in that queue. */
  readonly queue: 'none' | 'needed' | 'queued';
  /** The newest approving review that counts, ISO 8601; absent while there is none. */
  readonly lastApproval?: { readonly login: string; readonly at: string };
  readonly merged?: { readonly commit: string; readonly by: string };
  /** Reviewers whose last word does not count, sorted by login; absent when there are none. */
  readonly setAside?: readonly SetAside[];
  /** Where the stage asks for people whom only GitHub knows: what it said of those who have an opinion. */
  readonly approvers?: KnownApprovers;
  /** What the branch's own rules still ask for, in words; absent when nothing that we can see. */
  readonly missing?: readonly string[];
  /** That the branch which must hold the version meanwhile let go of it, in a clause; absent while it holds it. */
  readonly removedEarly?: string;
}

/**
 * A reviewer whose last word does not count. `altered`: it was given to another state of the change than the one
 * that was ordered. `dismissed-by-push`: it was dismissed, on a branch whose rules do that when somebody pushes.
 */
export interface SetAside {
  readonly login: string;
  readonly why: 'no-write-access' | 'altered' | 'dismissed' | 'dismissed-by-push';
}

/** What GitHub said of the people who may approve. */
export interface KnownApprovers {
  /** Of those who approved or object: the logins, in lower case and sorted, whose approval the stage asks for. */
  readonly eligible: readonly string[];
  /** Whom the package's manifest names as its owner: `ORGANIZATION/TEAM`, or a login. */
  readonly owner?: string;
  /** What could not be found out, a sentence each. */
  readonly unknown?: readonly string[];
}

/** True when the gate could not tell the two apart. */
export function isSameObservation(one: ChangeObservation, other: ChangeObservation): boolean {
  return canonical(one) === canonical(other);
}

/** Plain JSON with sorted keys: what travelled through a payload may come back in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The observation of a change that was opened a moment ago: nothing has been reported on it. */
export function freshObservation(change: { number: number; url: string; head: string }): ChangeObservation {
  return {
    schema: 1,
    ...change,
    author: '',
    state: 'open',
    effect: 'intact',
    draft: false,
    checks: { state: 'pending', red: [] },
    approvedBy: [],
    changesRequestedBy: [],
    mergeability: 'unknown',
    queue: 'none',
  };
}
