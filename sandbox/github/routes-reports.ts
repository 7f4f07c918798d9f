import { z } from 'zod';
import { ApiError, notFound } from './api-error.ts';
import { checkRunBody, checkSuiteBody, combinedStatusBody, statusBody, suiteIdOf } from './body-reports.ts';
import { created, numberOf, ok, page, param, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import type { CheckRun } from './model.ts';
import { latestCheckRuns, reportCheckRun, reportStatus, type CheckRunReport } from './reports.ts';
import { readVisibleCommit } from './routes-repository.ts';

const CheckRunFields = z.object({
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required', 'stale'])
    .optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  output: z.object({ title: z.string().optional(), summary: z.string() }).optional(),
});
const NewCheckRun = CheckRunFields.extend({ name: z.string(), head_sha: z.string() });
const CheckRunUpdate = CheckRunFields.extend({ name: z.string().optional() });
const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  context: z.string().default('default'),
});

/** What machines report of a commit: check runs and commit statuses. They stand before `/commits/{ref}`. */
export function reportRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/commits/:ref+/check-runs', handle: (call) => listRunsOfRef(core, call) },
    { method: 'GET', path: '/commits/:ref+/check-suites', handle: (call) => listSuites(core, call) },
    { method: 'GET', path: '/commits/:ref+/status', handle: (call) => getCombinedStatus(core, call) },
    { method: 'GET', path: '/commits/:ref+/statuses', handle: (call) => listStatuses(core, call) },
    // The older address of the same list.
    { method: 'GET', path: '/statuses/:ref+', handle: (call) => listStatuses(core, call) },
    { method: 'POST', path: '/statuses/:sha+', handle: (call) => createStatus(core, call) },
    { method: 'POST', path: '/check-runs', handle: (call) => createRun(core, call) },
    { method: 'GET', path: '/check-runs/:id', handle: (call) => getRun(core, call) },
    { method: 'GET', path: '/check-suites/:id', handle: (call) => getSuite(core, call) },
    { method: 'PATCH', path: '/check-runs/:id', handle: (call) => updateRun(core, call) },
    {
      method: 'GET',
      path: '/check-suites/:id/check-runs',
      handle: (call) => listRuns(core, call, shaOfSuite(core, call)),
    },
    { method: 'POST', path: '/check-suites/:id/rerequest', handle: (call) => rerequest(core, call) },
  ];
}

async function listRunsOfRef(core: Core, call: Call): Promise<Reply> {
  return listRuns(core, call, (await readVisibleCommit(core, param(call, 'ref'))).oid);
}

function listRuns(core: Core, call: Call, sha: string): Promise<Reply> {
  const all = call.query.get('filter') === 'all' ? core.state.checkRuns.of(sha) : latestCheckRuns(core, sha);
  const name = call.query.get('check_name');
  const status = call.query.get('status');
  const runs = all.filter((run) => (name ?? run.name) === run.name && (status ?? run.status) === run.status);
  return page(
    call,
    runs,
    async (run) => checkRunBody(core, run),
    (bodies) => ({ total_count: runs.length, check_runs: bodies }),
  );
}

async function listSuites(core: Core, call: Call): Promise<Reply> {
  const { oid } = await readVisibleCommit(core, param(call, 'ref'));
  const suites = core.state.checkRuns.of(oid).length > 0 ? [oid] : [];
  return page(
    call,
    suites,
    (sha) => checkSuiteBody(core, sha),
    (bodies) => ({ total_count: suites.length, check_suites: bodies }),
  );
}

async function getCombinedStatus(core: Core, call: Call): Promise<Reply> {
  return ok(combinedStatusBody(core, (await readVisibleCommit(core, param(call, 'ref'))).oid));
}

async function listStatuses(core: Core, call: Call): Promise<Reply> {
  const { oid } = await readVisibleCommit(core, param(call, 'ref'));
  return page(call, core.state.statuses.of(oid).reverse(), async (status) => statusBody(core, status));
}

async function createStatus(core: Core, call: Call): Promise<Reply> {
  const { state, target_url: targetUrl, description, context } = readBody(call, NewStatus);
  const sha = await checkCommit(core, param(call, 'sha'));
  const creator = call.identity.login;
  return created(
    statusBody(core, reportStatus(core, { sha, state, targetUrl, description, context, creator })),
  );
}

async function createRun(core: Core, call: Call): Promise<Reply> {
  const { name, head_sha: head, ...fields } = readBody(call, NewCheckRun);
  const sha = await checkCommit(core, head);
  return created(checkRunBody(core, reportCheckRun(core, { sha, name, ...toReport(fields) })));
}

function getRun(core: Core, call: Call): Reply {
  const run = core.state.checkRuns.get(numberOf(call, 'id'));
  if (run === undefined) throw notFound();
  return ok(checkRunBody(core, run));
}

async function getSuite(core: Core, call: Call): Promise<Reply> {
  return ok(await checkSuiteBody(core, shaOfSuite(core, call)));
}

function updateRun(core: Core, call: Call): Reply {
  const run = core.state.checkRuns.get(numberOf(call, 'id'));
  if (run === undefined) throw notFound();
  const { name = run.name, ...fields } = readBody(call, CheckRunUpdate);
  return ok(checkRunBody(core, reportCheckRun(core, { sha: run.sha, name, ...toReport(fields) }, run)));
}

function rerequest(core: Core, call: Call): Reply {
  for (const run of latestCheckRuns(core, shaOfSuite(core, call)))
    reportCheckRun(core, { sha: run.sha, name: run.name, status: 'queued' });
  return created({});
}

function shaOfSuite(core: Core, call: Call): string {
  const id = numberOf(call, 'id');
  const run = core.state.checkRuns.all().find((candidate: CheckRun) => suiteIdOf(candidate.sha) === id);
  if (run === undefined) throw notFound();
  return run.sha;
}

async function checkCommit(core: Core, sha: string): Promise<string> {
  if ((await core.git.info(sha))?.type === 'commit') return sha;
  throw new ApiError(422, `No commit found for SHA: ${sha}`);
}

function toReport(fields: z.infer<typeof CheckRunFields>): Omit<CheckRunReport, 'sha' | 'name'> {
  const { status, conclusion, output } = fields;
  return {
    ...(status !== undefined && { status }),
    ...(conclusion !== undefined && { conclusion }),
    ...(fields.started_at !== undefined && { startedAt: fields.started_at }),
    ...(fields.completed_at !== undefined && { completedAt: fields.completed_at }),
    ...(fields.details_url !== undefined && { detailsUrl: fields.details_url }),
    ...(fields.external_id !== undefined && { externalId: fields.external_id }),
    ...(output?.title !== undefined && { title: output.title }),
    ...(output !== undefined && { summary: output.summary }),
  };
}
