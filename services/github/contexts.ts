import type { ContextAnswer } from './answers.ts';

/** A check run or a commit status on the head of a pull request. */
export interface PullRequestContext {
  readonly name: string;
  readonly kind: 'check' | 'status';
  readonly state: 'pending' | 'success' | 'failure';
  /** Of a pending check: nothing has begun it. */
  readonly isQueued?: boolean;
  /** Of a pending one: since when it runs or stands in a queue, ISO 8601; absent where GitHub does not say. */
  readonly since?: string;
  /** Whether the base branch demands it, says GitHub. */
  readonly required: boolean;
  readonly url: string | null;
}

/** Skipped and neutral pass, as they do for GitHub's own required checks. */
const PASSED = new Set<string | null>(['SUCCESS', 'NEUTRAL', 'SKIPPED']);

/** One context per kind and name: the one that began last. One that has not begun yet is the newest of all. */
export function latestContexts(answers: readonly ContextAnswer[]): PullRequestContext[] {
  const latest = new Map<string, { began: string; context: PullRequestContext }>();
  for (const answer of answers) {
    const context = toContext(answer);
    const key = `${context.kind} ${context.name}`;
    const began = (answer.__typename === 'CheckRun' ? answer.startedAt : answer.createdAt) ?? '9';
    const other = latest.get(key);
    if (other === undefined || other.began <= began) latest.set(key, { began, context });
  }
  return [...latest.values()].map(({ context }) => context);
}

function toContext(answer: ContextAnswer): PullRequestContext {
  if (answer.__typename === 'CheckRun') {
    const { name, status, conclusion, isRequired, detailsUrl } = answer;
    const passed = PASSED.has(conclusion) ? 'success' : 'failure';
    const report = { name, kind: 'check', required: isRequired, url: detailsUrl } as const;
    if (status === 'COMPLETED') return { ...report, state: passed };
    const isQueued = status !== 'IN_PROGRESS';
    const since = answer.startedAt === null ? {} : { since: answer.startedAt };
    return { ...report, state: 'pending', ...since, ...(isQueued && { isQueued }) };
  }
  const { context, isRequired, targetUrl, createdAt } = answer;
  const state = stateOf(answer.state);
  return {
    name: context,
    kind: 'status',
    state,
    ...(state === 'pending' && { since: createdAt }),
    required: isRequired,
    url: targetUrl,
  };
}

function stateOf(status: string): PullRequestContext['state'] {
  if (status === 'SUCCESS') return 'success';
  return status === 'PENDING' || status === 'EXPECTED' ? 'pending' : 'failure';
}
