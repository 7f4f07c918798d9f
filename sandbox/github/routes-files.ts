import { z } from 'zod';
import { ApiError, notFound } from './api-error.ts';
import { gitCommitBody } from './body-git.ts';
import { created, ok, param, readBody, type Call, type Reply, type Route } from './call.ts';
import { pushFiles } from './commits.ts';
import type { Core } from './core.ts';
import { readContents } from './routes-contents.ts';

const Removal = z.object({ message: z.string(), sha: z.string(), branch: z.string().optional() });
const Writing = Removal.extend({ content: z.string(), sha: z.string().optional() });

/** Files that are written and removed by their paths, one commit each. */
export function fileRoutes(core: Core): Route[] {
  return [
    { method: 'PUT', path: '/contents/:path+', handle: (call) => writeFile(core, call) },
    { method: 'DELETE', path: '/contents/:path+', handle: (call) => removeFile(core, call) },
    { method: 'GET', path: '/readme', handle: (call) => getReadme(core, call) },
  ];
}

async function writeFile(core: Core, call: Call): Promise<Reply> {
  const { message, content, sha, branch = core.defaultBranch } = readBody(call, Writing);
  const path = param(call, 'path');
  const before = await blobAt(core, branch, path);
  // Whoever overwrites a file says which one, so that nobody overwrites what they have not seen.
  if (before !== undefined && sha === undefined)
    throw new ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (sha !== undefined && sha !== before) throw new ApiError(409, `${path} does not match ${sha}`);
  const files = { [path]: Buffer.from(content, 'base64') };
  const login = call.identity.login;
  const commit = await pushFiles(core, { branch, files, login, message, from: branch });
  const body = {
    content: await readContents(core, path, branch),
    commit: await commitBodyOf(core, commit),
  };
  return before === undefined ? created(body) : ok(body);
}

async function removeFile(core: Core, call: Call): Promise<Reply> {
  // Clients send what a DELETE needs in its body, or as GitHub also takes it, in its query.
  const {
    message,
    sha,
    branch = core.defaultBranch,
  } = readBody({ ...call, body: call.body ?? Object.fromEntries(call.query) }, Removal);
  const path = param(call, 'path');
  const before = await blobAt(core, branch, path);
  if (before === undefined) throw notFound();
  if (sha !== before) throw new ApiError(409, `${path} does not match ${sha}`);
  const login = call.identity.login;
  const commit = await pushFiles(core, { branch, files: { [path]: null }, login, message, from: branch });
  return ok({ content: null, commit: await commitBodyOf(core, commit) });
}

async function getReadme(core: Core, call: Call): Promise<Reply> {
  return ok(await readContents(core, 'README.md', call.query.get('ref') ?? core.defaultBranch));
}

async function blobAt(core: Core, branch: string, path: string): Promise<string | undefined> {
  return (await core.git.info(`refs/heads/${branch}:${path}`))?.oid;
}

async function commitBodyOf(core: Core, oid: string) {
  const commit = await core.git.commit(oid);
  if (commit === undefined) throw notFound();
  return gitCommitBody(core, commit);
}
