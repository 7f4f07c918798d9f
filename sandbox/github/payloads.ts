import { pullBody, reviewBody, simplePullBody } from './body-pulls.ts';
import { checkRunBody } from './body-reports.ts';
import { readCommitBody } from './body-git.ts';
import { repositoryBody } from './body-repository.ts';
import { nodeId, userBody } from './body-user.ts';
import type { Core } from './core.ts';
import type { Happening, Payload } from './events.ts';
import type { CheckRun, CommitStatus, Conversation, PullRequest, Review } from './model.ts';

const NOTHING = '0'.repeat(40);

/** How a happening reads in a webhook. */
export function describeHappening(core: Core, happening: Happening): Promise<Payload> | Payload {
  switch (happening.event) {
    case 'pull_request':
      return pullRequestPayload(core, happening.action, happening.pull, happening.login);
    case 'pull_request_review':
      return pullRequestReviewPayload(core, happening.review);
    case 'pull_request_review_thread':
      return reviewThreadPayload(core, happening.conversation);
    case 'check_run':
      return checkRunPayload(core, happening.action, happening.run);
    case 'status':
      return statusPayload(core, happening.status);
    case 'push':
      return pushPayload(core, happening);
  }
}

async function pullRequestPayload(core: Core, action: string, pull: PullRequest, login: string) {
  return {
    action,
    number: pull.number,
    pull_request: await pullBody(core, pull),
    ...common(core, login),
  };
}

/** The state in small letters, unlike everywhere else. */
function pullRequestReviewPayload(core: Core, review: Review) {
  const pull = core.state.pull(review.number);
  return {
    action: review.state === 'DISMISSED' ? 'dismissed' : 'submitted',
    review: { ...reviewBody(core, review), state: review.state.toLowerCase() },
    ...(pull !== undefined && { pull_request: simplePullBody(core, pull) }),
    ...common(core, review.login),
  };
}

/** Its comments are left out: nothing may be made of what people write. */
function reviewThreadPayload(core: Core, { id, number, login }: Conversation) {
  const pull = core.state.pull(number);
  return {
    action: 'resolved',
    thread: { node_id: nodeId('PullRequestReviewThread', id), comments: [] },
    ...(pull !== undefined && { pull_request: simplePullBody(core, pull) }),
    ...common(core, login),
  };
}

function checkRunPayload(core: Core, action: string, run: CheckRun) {
  return { action, check_run: checkRunBody(core, run), ...common(core, core.owner) };
}

/** It names no pull request, only the commit and the branches whose tip it is. */
async function statusPayload(core: Core, status: CommitStatus) {
  const refs = await core.git.refs('refs/heads/');
  return {
    id: status.id,
    sha: status.sha,
    name: `${core.owner}/${core.repo}`,
    context: status.context,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    commit: await readCommitBody(core, status.sha),
    branches: refs
      .filter(({ oid }) => oid === status.sha)
      .map(({ ref, oid }) => ({
        name: ref.slice('refs/heads/'.length),
        commit: { sha: oid, url: `${core.apiUrl}/commits/${oid}` },
        protected: core.protection[ref.slice('refs/heads/'.length)] !== undefined,
      })),
    created_at: status.createdAt,
    updated_at: status.createdAt,
    ...common(core, status.creator),
  };
}

/** The list of commits is left empty: it may be cut on GitHub, too, and must not be relied on. */
function pushPayload(
  core: Core,
  { ref, from, to, login }: { ref: string; from: string | undefined; to: string | undefined; login: string },
) {
  return {
    ref,
    before: from ?? NOTHING,
    after: to ?? NOTHING,
    created: from === undefined,
    deleted: to === undefined,
    forced: false,
    base_ref: null,
    compare: `${core.htmlUrl}/compare/${from ?? NOTHING}...${to ?? NOTHING}`,
    commits: [],
    head_commit: null,
    pusher: { name: login, email: `${login}@users.noreply.github.com` },
    ...common(core, login),
  };
}

function common(core: Core, login: string) {
  return { repository: repositoryBody(core, core.defaultBranch), sender: userBody(core, login) };
}
