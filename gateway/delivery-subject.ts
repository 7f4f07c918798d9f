import { z } from 'zod';
import { forkBranch } from '../domain/names.ts';

/** A pull request as a delivery names it. */
export interface NamedPullRequest {
  readonly number: number;
  /** The name of the head branch, as `forkBranch` has it where it is in a fork, and its commit. */
  readonly head: { readonly ref: string; readonly sha: string };
}

/** What a delivery is about. */
export type DeliverySubject =
  | { readonly kind: 'pull-requests'; readonly pullRequests: readonly NamedPullRequest[] }
  /** It names no pull request, as for a commit of a fork. `branches`: those that the commit is known to belong to. */
  | { readonly kind: 'commit'; readonly sha: string; readonly branches: readonly string[] }
  | { readonly kind: 'push'; readonly branch: string; readonly tip: string };

const repository = z.object({ id: z.int() }).nullish();
const pullRequest = z
  .object({
    number: z.int(),
    head: z.object({ ref: z.string(), sha: z.string(), repo: repository }),
    base: z.object({ repo: repository }).nullish(),
  })
  .transform(({ number, head: { ref, sha, repo }, base }): NamedPullRequest => {
    // A fork that was deleted meanwhile is none at all.
    const isOurs = typeof repo?.id === 'number' && repo.id === base?.repo?.id;
    return { number, head: { ref: isOurs ? ref : forkBranch(ref), sha } };
  });
const onCommit = z.object({
  head_sha: z.string(),
  pull_requests: z.array(pullRequest).default([]),
});

const BRANCH = 'refs/heads/';

/** By event: the few fields that tell what it is about. https://docs.github.com/webhooks/webhook-events-and-payloads */
const READERS: Readonly<Record<string, z.ZodType<DeliverySubject | undefined>>> = {
  pull_request: z
    .object({ pull_request: pullRequest })
    .transform(({ pull_request: named }) => ofPullRequests([named])),
  pull_request_review: z
    .object({ pull_request: pullRequest })
    .transform(({ pull_request: named }) => ofPullRequests([named])),
  pull_request_review_thread: z
    .object({ pull_request: pullRequest })
    .transform(({ pull_request: named }) => ofPullRequests([named])),
  check_run: z
    .object({
      check_run: onCommit.extend({
        check_suite: z.object({ head_branch: z.string().nullish() }).nullish(),
      }),
    })
    .transform(({ check_run: run }) =>
      ofReport(run.pull_requests, run.head_sha, [run.check_suite?.head_branch]),
    ),
  check_suite: z
    .object({ check_suite: onCommit.extend({ head_branch: z.string().nullish() }) })
    .transform(({ check_suite: suite }) =>
      ofReport(suite.pull_requests, suite.head_sha, [suite.head_branch]),
    ),
  status: z
    .object({ sha: z.string(), branches: z.array(z.object({ name: z.string() })).default([]) })
    .transform(({ sha, branches }) =>
      ofReport(
        [],
        sha,
        branches.map(({ name }) => name),
      ),
    ),
  push: z
    .object({ ref: z.string(), after: z.string() })
    .transform(({ ref, after }): DeliverySubject | undefined =>
      ref.startsWith(BRANCH) ? { kind: 'push', branch: ref.slice(BRANCH.length), tip: after } : undefined,
    ),
};

/** The events that can wake a journey: those to send. */
export const EVENTS: readonly string[] = Object.keys(READERS);

/** @returns undefined for an event that wakes nobody, and for one that is not as GitHub documents it. */
export function readSubject(event: string, payload: unknown): DeliverySubject | undefined {
  // A name such as "constructor" is no event.
  if (!Object.hasOwn(READERS, event)) return undefined;
  return READERS[event]?.safeParse(payload).data;
}

const ofRepository = z.object({ repository: z.object({ full_name: z.string() }) });

/** `OWNER/NAME` of the repository that a delivery comes from; undefined where it comes from none. */
export function readRepository(payload: unknown): string | undefined {
  return ofRepository.safeParse(payload).data?.repository.full_name;
}

function ofPullRequests(pullRequests: readonly NamedPullRequest[]): DeliverySubject {
  return { kind: 'pull-requests', pullRequests };
}

function ofReport(
  pullRequests: readonly NamedPullRequest[],
  sha: string,
  branches: readonly (string | null | undefined)[],
): DeliverySubject {
  if (pullRequests.length > 0) return ofPullRequests(pullRequests);
  return { kind: 'commit', sha, branches: branches.filter((name) => typeof name === 'string') };
}
