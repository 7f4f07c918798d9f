import type { JourneyState } from './journey-state.ts';
import type { PackageVersion } from './package-version.ts';
import type { Pipeline } from './pipeline.ts';

/** A branch that holds a package version. */
export interface Holding {
  readonly stage: string;
  readonly branch: string;
  /** Git tree id of the version's folder there. */
  readonly tree: string;
}

/** Where a package version stands. */
export interface HeldVersion {
  readonly packageVersion: PackageVersion;
  /** The most mature stage first. */
  readonly on: readonly Holding[];
}

/** A journey that runs. */
export interface RunningJourney {
  readonly packageVersion: PackageVersion;
  /**
   * As it was before the branches were read; and once more as it was afterwards, where that first one and the branches
   * do not fit together. None of one that began meanwhile, or did not answer.
   */
  readonly states: readonly JourneyState[];
  /** It did not answer, or was not asked because so many before it did not. */
  readonly isSilent: boolean;
}

/** What a registry lists, or why that is not known. */
export type ServedVersions =
  | {
      readonly kind: 'read';
      /** `NAME@VERSION` of all that its search lists. */
      readonly listed: ReadonlySet<string>;
      /** Of what it should serve and does not list: what its pages say, as far as they were asked for. */
      readonly pages: ReadonlyMap<string, boolean>;
    }
  | { readonly kind: 'unread'; readonly why: string };

/** Everything that an audit compares. */
export interface AuditFacts {
  readonly pipeline: Pipeline;
  /** Branches of the pipeline that the storage does not have: nothing is known to be on them. */
  readonly missingBranches: readonly string[];
  /** All versions on all branches of the pipeline. */
  readonly versions: readonly HeldVersion[];
  /** By `NAME@VERSION`. */
  readonly journeys: ReadonlyMap<string, RunningJourney>;
  /** In what two trees differ, in words, by {@link pairOf} them; `undefined` for the same bytes. */
  readonly differences: ReadonlyMap<string, string | undefined>;
  readonly changes: readonly { readonly number: number; readonly url: string; readonly branch: string }[];
  /** Head branches of ours. */
  readonly branches: readonly string[];
  readonly contentRefs: readonly string[];
  /** By stage. */
  readonly registries: ReadonlyMap<string, ServedVersions>;
  /** Only this package was looked at. */
  readonly packageName?: string;
}

/** What is not as it should be, in the order in which people see to it. */
export const FINDING_KINDS = [
  'contradicted',
  'not-served',
  'two-branches',
  'no-journey',
  'stray-pull-request',
  'stray-branch',
  'stray-content',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that an audit found. */
export interface Finding {
  readonly kind: FindingKind;
  /** `NAME@VERSION`, `#NUMBER`, or the name of a branch or ref. */
  readonly subject: string;
  readonly packageVersion?: PackageVersion;
  /** The stage that it is about, or the branches' stages. */
  readonly stages: readonly string[];
  readonly sentence: string;
  /** A journey that runs sees to it: nobody else has to. */
  readonly inHand: boolean;
  /** What a person can do. */
  readonly command?: string;
}

/** The key of two trees, whichever comes first. */
export function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
