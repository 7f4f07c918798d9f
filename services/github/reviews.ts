import type { PullRequestAnswer } from './answers.ts';
import { loginOf } from './login.ts';

/** What one person last said of a pull request. */
export interface PullRequestReview {
  readonly login: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  /** The commit that was reviewed; null when it is gone. */
  readonly commit: string | null;
  /** Whether the person may push to the repository: only then does GitHub count the review. */
  readonly canPush: boolean;
  readonly submittedAt: string;
}

type ReviewAnswer = NonNullable<PullRequestAnswer['reviews']>['nodes'][number];

/** The latest of each person, oldest first. Mere comments are no opinion and hide none. */
export function latestReviews(answers: readonly ReviewAnswer[]): PullRequestReview[] {
  const latest = new Map<string, PullRequestReview>();
  const said = answers
    .filter(({ state }) => state !== 'COMMENTED' && state !== 'PENDING')
    .map(({ author, state, submittedAt, authorCanPushToRepository, commit }) => ({
      login: loginOf(author),
      state,
      commit: commit?.oid ?? null,
      canPush: authorCanPushToRepository,
      submittedAt: submittedAt ?? '',
    }))
    .sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : Number(a.submittedAt > b.submittedAt)));
  for (const review of said) {
    latest.delete(review.login);
    latest.set(review.login, review);
  }
  return [...latest.values()];
}
