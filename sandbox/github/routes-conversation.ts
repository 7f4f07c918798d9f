import { z } from 'zod';
import { invalid, notFound } from './api-error.ts';
import { labelBody, reviewBody } from './body-pulls.ts';
import { numberOf, ok, page, param, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import type { ReviewState } from './model.ts';
import { findPullRequest } from './pull-requests.ts';
import { dismissReview, submitReview } from './reviews.ts';

const NewReview = z.object({
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
  body: z.string().optional(),
  commit_id: z.string().optional(),
});
const Dismissal = z.object({ message: z.string().min(1), event: z.literal('DISMISS').optional() });
const Named = z.union([z.string(), z.object({ name: z.string() })]);
const Names = z.array(Named);
/** A bare list is taken too: so PyGithub sends it. */
const Labels = z.union([z.object({ labels: Names }), Names.transform((labels) => ({ labels }))]);

const STATE_OF: Record<z.infer<typeof NewReview>['event'], ReviewState> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** What people make of a pull request: reviews and labels. */
export function conversationRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/pulls/:number/reviews', handle: (call) => listReviews(core, call) },
    // Whoever may read may review; what that counts for is another matter.
    {
      method: 'POST',
      path: '/pulls/:number/reviews',
      needs: 'read',
      handle: (call) => createReview(core, call),
    },
    { method: 'GET', path: '/pulls/:number/reviews/:id', handle: (call) => getReview(core, call) },
    {
      method: 'PUT',
      path: '/pulls/:number/reviews/:id/dismissals',
      handle: (call) => dismiss(core, call),
    },
    { method: 'GET', path: '/issues/:number/labels', handle: (call) => listLabels(core, call) },
    { method: 'PUT', path: '/issues/:number/labels', handle: (call) => replaceLabels(core, call) },
    { method: 'DELETE', path: '/issues/:number/labels', handle: (call) => removeLabels(core, call) },
    { method: 'POST', path: '/issues/:number/labels', handle: (call) => addLabels(core, call) },
    { method: 'DELETE', path: '/issues/:number/labels/:name', handle: (call) => removeLabel(core, call) },
  ];
}

function listReviews(core: Core, call: Call): Promise<Reply> {
  const { number } = findPullRequest(core, numberOf(call, 'number'));
  return page(call, core.state.reviews.of(number), async (review) => reviewBody(core, review));
}

function createReview(core: Core, call: Call): Reply {
  const { event, body, commit_id: commit } = readBody(call, NewReview);
  const review = submitReview(core, numberOf(call, 'number'), call.identity.login, {
    state: STATE_OF[event],
    ...(body !== undefined && { body }),
    ...(commit !== undefined && { commit }),
  });
  // Not 201, whatever one expects: the official document declares 200.
  return ok(reviewBody(core, review));
}

function dismiss(core: Core, call: Call): Reply {
  readBody(call, Dismissal);
  return ok(reviewBody(core, dismissReview(core, numberOf(call, 'number'), numberOf(call, 'id'))));
}

function getReview(core: Core, call: Call): Reply {
  const review = core.state.reviews.get(numberOf(call, 'id'));
  if (review === undefined || review.number !== numberOf(call, 'number')) throw notFound();
  return ok(reviewBody(core, review));
}

function listLabels(core: Core, call: Call): Promise<Reply> {
  const { labels } = findPullRequest(core, numberOf(call, 'number'));
  return page(call, labels, async (name) => labelBody(core, name));
}

function addLabels(core: Core, call: Call): Reply {
  const pull = findPullRequest(core, numberOf(call, 'number'));
  return setLabels(core, call, [...new Set([...pull.labels, ...readLabels(call)])]);
}

function replaceLabels(core: Core, call: Call): Reply {
  return setLabels(core, call, [...new Set(readLabels(call))]);
}

function removeLabels(core: Core, call: Call): Reply {
  setLabels(core, call, []);
  return { status: 204 };
}

function readLabels(call: Call): string[] {
  const { labels } = readBody(call, Labels);
  const names = labels.map((label) => (typeof label === 'string' ? label : label.name));
  if (names.some((name) => name.trim() === ''))
    throw invalid('Label', { field: 'name', code: 'missing_field' });
  return names;
}

function removeLabel(core: Core, call: Call): Reply {
  const pull = findPullRequest(core, numberOf(call, 'number'));
  const name = param(call, 'name');
  if (!pull.labels.includes(name)) throw notFound();
  return setLabels(
    core,
    call,
    pull.labels.filter((label) => label !== name),
  );
}

function setLabels(core: Core, call: Call, labels: readonly string[]): Reply {
  const before = findPullRequest(core, numberOf(call, 'number'));
  const pull = core.state.putPull({ ...before, labels, updatedAt: new Date().toISOString() });
  const action = labels.length >= before.labels.length ? 'labeled' : 'unlabeled';
  core.events.emit({ event: 'pull_request', action, pull, login: call.identity.login });
  return ok(labels.map((label) => labelBody(core, label)));
}
