import { GraphQLError } from 'graphql';
import { ApiError } from './api-error.ts';
import type { Core } from './core.ts';
import { actorNode } from './graphql-actors.ts';
import { commentNode } from './graphql-comments.ts';
import { decodeId } from './graphql-nodes.ts';
import { pullNode, reviewNode } from './graphql-pulls.ts';
import { mergePullRequest } from './merges.ts';
import type { MergeMethod, PullRequest } from './model.ts';
import type { Identity } from './people.ts';
import { editPullRequest, findPullRequest, openPullRequest } from './pull-requests.ts';
import { submitReview } from './reviews.ts';

interface Wish<Input> {
  readonly input: Input & { readonly clientMutationId?: string | null };
}
type OfPull = { readonly pullRequestId: string };

/** The reviews that are submitted at once; GitHub keeps what comes without an event as a draft. */
const STATE_OF = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

/** What GraphQL can change, one after the other, with the same rules as REST has. */
export function mutationRoot(core: Core, identity: Identity) {
  const { login } = identity;
  const viewer = login;
  const find = (id: string): PullRequest => findPullRequest(core, numberOf(core, id));
  /** A field that changes something: only for who may write, and refused as GraphQL refuses. */
  const change =
    <Input>(act: (input: Input) => Promise<object> | object) =>
    async ({ input }: Wish<Input>) => {
      try {
        if (!core.people.may(login, 'write') && identity.kind !== 'installation')
          throw new ApiError(403, 'Resource not accessible by personal access token');
        const payload = await core.write(() => act(input));
        return { clientMutationId: input.clientMutationId ?? null, ...payload };
      } catch (error) {
        throw error instanceof ApiError ? refusal(error) : error;
      }
    };
  const edit = (state: 'open' | 'closed') =>
    change<OfPull>(async ({ pullRequestId }) => ({
      pullRequest: pullNode(
        core,
        await editPullRequest(core, find(pullRequestId).number, login, { state }),
        viewer,
      ),
    }));
  return {
    addComment: change<{ subjectId: string; body: string }>(({ subjectId, body }) => {
      const { number } = find(subjectId);
      const now = new Date().toISOString();
      const id = core.state.nextId();
      const comment = core.state.comments.put({ id, number, login, body, createdAt: now, updatedAt: now });
      return { commentEdge: { cursor: String(id), node: commentNode(core, comment, viewer) } };
    }),
    addPullRequestReview: change<
      OfPull & { event?: string | null; body?: string | null; commitOID?: string | null }
    >(({ pullRequestId, event, body, commitOID }) => {
      const state = STATE_OF[event as keyof typeof STATE_OF] as (typeof STATE_OF)['APPROVE'] | undefined;
      if (state === undefined)
        throw new ApiError(422, 'The stand-in keeps no drafts of reviews: name an event');
      const review = submitReview(core, find(pullRequestId).number, login, {
        state,
        ...(typeof body === 'string' && { body }),
        ...(typeof commitOID === 'string' && { commit: commitOID }),
      });
      return { pullRequestReview: reviewNode(core, review) };
    }),
    closePullRequest: edit('closed'),
    reopenPullRequest: edit('open'),
    createPullRequest: change<{
      title: string;
      headRefName: string;
      baseRefName: string;
      body?: string | null;
      draft?: boolean | null;
    }>(async ({ title, headRefName, baseRefName, body = null, draft }) => {
      const wanted = { title, head: headRefName, base: baseRefName, body, draft: draft === true, login };
      return { pullRequest: pullNode(core, await openPullRequest(core, wanted), viewer) };
    }),
    markPullRequestReadyForReview: change<OfPull>(({ pullRequestId }) => {
      const pull = { ...find(pullRequestId), draft: false, updatedAt: new Date().toISOString() };
      return { pullRequest: pullNode(core, core.state.putPull(pull), viewer) };
    }),
    mergePullRequest: change<
      OfPull & {
        commitHeadline?: string | null;
        commitBody?: string | null;
        expectedHeadOid?: string | null;
        mergeMethod?: string | null;
      }
    >(async ({ pullRequestId, commitHeadline, commitBody, expectedHeadOid, mergeMethod }) => {
      const { number } = find(pullRequestId);
      await mergePullRequest(core, number, {
        login,
        method: (mergeMethod ?? 'MERGE').toLowerCase() as MergeMethod,
        ...(typeof expectedHeadOid === 'string' && { sha: expectedHeadOid }),
        ...(typeof commitHeadline === 'string' && { title: commitHeadline }),
        ...(typeof commitBody === 'string' && { message: commitBody }),
      });
      return {
        actor: actorNode(core, login),
        pullRequest: pullNode(core, findPullRequest(core, number), viewer),
      };
    }),
    updatePullRequest: change<
      OfPull & {
        title?: string | null;
        body?: string | null;
        baseRefName?: string | null;
        state?: string | null;
        labelIds?: readonly string[] | null;
      }
    >(async ({ pullRequestId, title, body, baseRefName, state, labelIds }) => {
      const { number } = find(pullRequestId);
      const edited = await editPullRequest(core, number, login, {
        ...(typeof title === 'string' && { title }),
        ...(typeof body === 'string' && { body }),
        ...(typeof baseRefName === 'string' && { base: baseRefName }),
        ...(typeof state === 'string' && { state: state === 'OPEN' ? 'open' : 'closed' }),
      });
      const labels = labelIds?.map((id) => decodeId(id).key);
      const pull = labels === undefined ? edited : core.state.putPull({ ...edited, labels });
      return { actor: actorNode(core, login), pullRequest: pullNode(core, pull, viewer) };
    }),
  };
}

function numberOf(core: Core, id: string): number {
  const { kind, key } = decodeId(id);
  const pull = core.state.pulls.get(Number(key));
  if (kind !== 'PullRequest' || pull === undefined)
    throw new ApiError(404, `Could not resolve to a node with the global id of '${id}'`);
  return pull.number;
}

function refusal({ status, message, errors }: ApiError): GraphQLError {
  const type = status === 404 ? 'NOT_FOUND' : status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE';
  const [first] = errors ?? [];
  const why = typeof first === 'string' ? first : first?.message;
  return new GraphQLError(why ?? message, { extensions: { type } });
}
