import { z } from 'zod';
import { ApiError, invalid, notFound } from './api-error.ts';
import { commentBody } from './body-pulls.ts';
import { created, numberOf, ok, page, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import type { Comment } from './model.ts';
import { findPullRequest } from './pull-requests.ts';

const NewComment = z.object({ body: z.string().min(1) });
const LONGEST = 65_536;

/** Comments on pull requests. Whoever may read may comment, and change or delete what they said themselves. */
export function commentRoutes(core: Core): Route[] {
  const [list, one] = ['/issues/:number/comments', '/issues/comments/:id'];
  return [
    { method: 'GET', path: list, handle: (call) => listComments(core, call) },
    { method: 'POST', path: list, needs: 'read', handle: (call) => createComment(core, call) },
    { method: 'GET', path: one, handle: (call) => ok(commentBody(core, findComment(core, call))) },
    { method: 'PATCH', path: one, needs: 'read', handle: (call) => updateComment(core, call) },
    { method: 'DELETE', path: one, needs: 'read', handle: (call) => deleteComment(core, call) },
  ];
}

function listComments(core: Core, call: Call): Promise<Reply> {
  const { number } = findPullRequest(core, numberOf(call, 'number'));
  const since = Date.parse(call.query.get('since') ?? '') || 0;
  const comments = core.state.comments.of(number).filter(({ updatedAt }) => Date.parse(updatedAt) >= since);
  return page(call, comments, async (comment) => commentBody(core, comment));
}

function createComment(core: Core, call: Call): Reply {
  const pull = findPullRequest(core, numberOf(call, 'number'));
  const { number } = pull;
  const body = readText(call);
  const now = new Date().toISOString();
  const id = core.state.nextId();
  const comment = { id, number, login: call.identity.login, body, createdAt: now, updatedAt: now };
  core.state.putPull({ ...pull, updatedAt: now });
  return created(commentBody(core, core.state.comments.put(comment)));
}

function updateComment(core: Core, call: Call): Reply {
  const comment = findChangeable(core, call);
  const updatedAt = new Date().toISOString();
  return ok(commentBody(core, core.state.comments.put({ ...comment, body: readText(call), updatedAt })));
}

function deleteComment(core: Core, call: Call): Reply {
  core.state.comments.delete(findChangeable(core, call).id);
  return { status: 204 };
}

function readText(call: Call): string {
  const { body } = readBody(call, NewComment);
  if (body.length <= LONGEST) return body;
  const message = `Body is too long (maximum is ${LONGEST} characters)`;
  throw invalid('IssueComment', { code: 'unprocessable', field: 'data', message });
}

function findComment(core: Core, call: Call): Comment {
  const comment = core.state.comments.get(numberOf(call, 'id'));
  if (comment === undefined) throw notFound();
  return comment;
}

/** Somebody else's comment can be changed by those who may write. */
function findChangeable(core: Core, call: Call): Comment {
  const comment = findComment(core, call);
  const { login, kind } = call.identity;
  const mayWrite = kind === 'installation' || core.people.may(login, 'write');
  if (comment.login !== login && !mayWrite) throw new ApiError(403, 'Must have admin rights to Repository.');
  return comment;
}
