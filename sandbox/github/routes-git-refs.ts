import { z } from 'zod';
import { ApiError, notFound } from './api-error.ts';
import { refBody } from './body-git.ts';
import { created, ok, page, param, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import { GitError } from './git-process.ts';
import { isRefName } from './git-repository.ts';
import { moveRef, type RefMove } from './pushes.ts';

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const RefUpdate = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** The references of the Git Data API. */
export function gitRefRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/git/ref/:ref+', handle: (call) => getRef(core, call) },
    { method: 'GET', path: '/git/matching-refs/:ref*', handle: (call) => listRefs(core, call) },
    // The older address of the list; older clients still ask here.
    { method: 'GET', path: '/git/refs', handle: (call) => listRefs(core, call) },
    { method: 'POST', path: '/git/refs', handle: (call) => createRef(core, call) },
    { method: 'PATCH', path: '/git/refs/:ref+', handle: (call) => updateRef(core, call) },
    { method: 'DELETE', path: '/git/refs/:ref+', handle: (call) => deleteRef(core, call) },
  ];
}

async function getRef(core: Core, call: Call): Promise<Reply> {
  const ref = `refs/${param(call, 'ref')}`;
  const oid = await core.refs.read(ref);
  if (oid === undefined) throw notFound();
  return ok(await refBody(core, { ref, oid }));
}

async function listRefs(core: Core, call: Call): Promise<Reply> {
  const refs = await core.refs.list(`refs/${param(call, 'ref')}`);
  return page(call, refs, (ref) => refBody(core, ref));
}

async function createRef(core: Core, call: Call): Promise<Reply> {
  const { ref, sha } = readBody(call, NewRef);
  if (!isRefName(ref)) throw new ApiError(422, `${ref} is not a valid ref name.`);
  if ((await core.git.ref(ref)) !== undefined) throw new ApiError(422, 'Reference already exists');
  await checkTarget(core, ref, sha);
  await move(core, { ref, from: undefined, to: sha, login: call.identity.login });
  return created(await refBody(core, { ref, oid: sha }));
}

async function updateRef(core: Core, call: Call): Promise<Reply> {
  const ref = `refs/${param(call, 'ref')}`;
  const { sha, force } = readBody(call, RefUpdate);
  const from = await core.git.ref(ref);
  if (from === undefined) throw new ApiError(422, 'Reference does not exist');
  await checkTarget(core, ref, sha);
  if (!force && (await core.git.mergeBase(from, sha)) !== from)
    throw new ApiError(422, 'Update is not a fast forward');
  if (from !== sha) await move(core, { ref, from, to: sha, login: call.identity.login });
  return ok(await refBody(core, { ref, oid: sha }));
}

async function deleteRef(core: Core, call: Call): Promise<Reply> {
  const ref = `refs/${param(call, 'ref')}`;
  const from = await core.git.ref(ref);
  if (from === undefined) throw new ApiError(422, 'Reference does not exist');
  await move(core, { ref, from, to: undefined, login: call.identity.login });
  return { status: 204 };
}

async function checkTarget(core: Core, ref: string, sha: string): Promise<void> {
  const type = (await core.git.info(sha))?.type;
  if (type === undefined || !/^[0-9a-f]{40}$/.test(sha)) throw new ApiError(422, 'Object does not exist');
  if (ref.startsWith('refs/heads/') && type !== 'commit') throw new ApiError(422, 'Object is not a commit');
}

/** Git has the last word: of a name beside a branch of the same folder, say. */
async function move(core: Core, refMove: RefMove): Promise<void> {
  try {
    await moveRef(core, refMove);
  } catch (error) {
    if (error instanceof GitError) throw new ApiError(422, 'Reference update failed');
    throw error;
  }
}
