/** What a user may do with the repository. */
export type Permission = 'none' | 'read' | 'write' | 'admin';

/** Somebody with a token. */
export interface StandInUser {
  readonly login: string;
  readonly token: string;
  readonly permission: Permission;
  readonly type?: 'User' | 'Bot';
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type CheckConclusion =
  'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale';
export type StatusState = 'error' | 'failure' | 'pending' | 'success';
export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** A pull request: never changed in place, so that what was true a moment ago can still be shown. */
export interface PullRequest {
  readonly number: number;
  readonly id: number;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly author: string;
  readonly headRef: string;
  readonly headSha: string;
  /** Whose fork the head branch is in; absent: it is in the repository itself. */
  readonly headOwner?: string;
  readonly baseRef: string;
  /** The tip of the base when the head last moved: GitHub does not follow the base. */
  readonly baseSha: string;
  readonly state: 'open' | 'closed';
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly mergedAt: string | null;
  readonly mergedBy: string | null;
  readonly mergeCommit: string | null;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** Who pushed the head last; absent: the author. */
  readonly pushedBy?: string;
}

/** Remarks on a pull request that somebody wants answered. */
export interface Conversation {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  readonly body: string;
  readonly isResolved: boolean;
}

export interface Review {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  readonly state: ReviewState;
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  readonly status: CheckStatus;
  readonly conclusion: CheckConclusion | null;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly detailsUrl: string | null;
  readonly externalId: string;
  readonly title: string | null;
  readonly summary: string | null;
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

export interface Comment {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly secret: string | null;
  readonly contentType: string;
  readonly events: readonly string[];
  readonly active: boolean;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

/** What merging into a branch asks for. */
export interface Protection {
  readonly requiredContexts?: readonly string[];
  readonly requiredApprovals?: number;
  /** The head must contain the tip of the base. */
  readonly strict?: boolean;
  readonly mergeQueue?: boolean;
  /** GitHub dismisses approvals when a push changes what the pull request does. */
  readonly dismissStale?: boolean;
  /** Logins and `ORGANIZATION/TEAM`s of the CODEOWNERS file: one of them must approve. */
  readonly codeOwners?: readonly string[];
  /** The last push must be approved by somebody else than who pushed. */
  readonly lastPushApproval?: boolean;
  /** Every conversation must be resolved. */
  readonly conversations?: boolean;
  /** Every commit must have a verified signature. */
  readonly signatures?: boolean;
}
