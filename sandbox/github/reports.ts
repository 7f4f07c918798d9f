import type { Core } from './core.ts';
import type { CheckConclusion, CheckRun, CheckStatus, CommitStatus, StatusState } from './model.ts';

/** What a reporter says of a check run; what it leaves out stays as it was. */
export interface CheckRunReport {
  readonly sha: string;
  readonly name: string;
  readonly status?: CheckStatus;
  readonly conclusion?: CheckConclusion;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly detailsUrl?: string;
  readonly externalId?: string;
  readonly title?: string;
  readonly summary?: string;
}

/** What a commit has been told about one name: by a check run or by a commit status. */
export interface Context {
  readonly name: string;
  readonly state: 'success' | 'pending' | 'failure' | 'error';
}

/**
 * Starts a check run, or goes on with the one that is given. A conclusion completes it, whatever the status says.
 *
 * A new one of a known name does not replace the old one: readers show the latest per name.
 */
export function reportCheckRun(core: Core, report: CheckRunReport, old?: CheckRun): CheckRun {
  const now = new Date().toISOString();
  const status = report.conclusion === undefined ? (report.status ?? old?.status ?? 'queued') : 'completed';
  const done = status === 'completed';
  const run = core.state.checkRuns.put({
    id: old?.id ?? core.state.nextId(),
    sha: report.sha,
    name: report.name,
    status,
    conclusion: done ? (report.conclusion ?? old?.conclusion ?? null) : null,
    startedAt: report.startedAt ?? old?.startedAt ?? now,
    completedAt: done ? (report.completedAt ?? now) : null,
    detailsUrl: report.detailsUrl ?? old?.detailsUrl ?? null,
    externalId: report.externalId ?? old?.externalId ?? '',
    title: report.title ?? old?.title ?? null,
    summary: report.summary ?? old?.summary ?? null,
  });
  const action = done ? 'completed' : 'created';
  // GitHub tells nobody of a run that merely goes on.
  if (done || old === undefined) core.events.emit({ event: 'check_run', action, run });
  return run;
}

/** Adds a commit status. The last one of a context counts. */
export function reportStatus(
  core: Core,
  report: Omit<CommitStatus, 'id' | 'createdAt' | 'description' | 'targetUrl'> &
    Partial<Pick<CommitStatus, 'description' | 'targetUrl'>>,
): CommitStatus {
  const status = core.state.statuses.put({
    description: null,
    targetUrl: null,
    ...report,
    id: core.state.nextId(),
    createdAt: new Date().toISOString(),
  });
  core.events.emit({ event: 'status', status });
  return status;
}

/** The latest check run of each name, in the order of their first coming. */
export function latestCheckRuns(core: Core, sha: string): CheckRun[] {
  return [...new Map(core.state.checkRuns.of(sha).map((run) => [run.name, run])).values()];
}

/** The latest commit status of each context. */
export function latestStatuses(core: Core, sha: string): CommitStatus[] {
  return [...new Map(core.state.statuses.of(sha).map((status) => [status.context, status])).values()];
}

/** Everything reported for a commit, check runs first. A check and a status of the same name are two. */
export function contextsOf(core: Core, sha: string): Context[] {
  return [
    ...latestCheckRuns(core, sha).map((run) => ({ name: run.name, state: stateOfRun(run) })),
    ...latestStatuses(core, sha).map(({ context, state }) => ({ name: context, state })),
  ];
}

/** All contexts in one word; undefined when nothing has reported. */
export function rollUp(contexts: readonly Context[]): StatusState | undefined {
  if (contexts.length === 0) return undefined;
  if (contexts.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return contexts.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}

/** What a check run comes to: skipped and neutral ones count as passed. */
export function stateOfRun({ status, conclusion }: CheckRun): Context['state'] {
  if (status !== 'completed') return 'pending';
  return conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped'
    ? 'success'
    : 'failure';
}
