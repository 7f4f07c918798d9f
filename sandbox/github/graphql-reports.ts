import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import type { CheckRun, CommitStatus } from './model.ts';
import { contextsOf, latestCheckRuns, latestStatuses, rollUp } from './reports.ts';

interface RequiredArguments {
  readonly pullRequestId?: string | null;
  readonly pullRequestNumber?: number | null;
}

/** What all reports on a commit come to; null when nothing has reported. */
export function rollupNode(core: Core, sha: string) {
  const state = rollUp(contextsOf(core, sha));
  if (state === undefined) return null;
  const runs = latestCheckRuns(core, sha).map((run) => checkRunNode(core, run));
  const statuses = latestStatuses(core, sha).map((status) => statusNode(core, status));
  return {
    id: nodeId('StatusCheckRollup', sha),
    state: state.toUpperCase(),
    contexts: (page: PageArguments) => ({
      ...connect('contexts', [...runs, ...statuses], page, (node) => node),
      checkRunCount: runs.length,
      // A run that is completed counts under its conclusion.
      checkRunCountsByState: countByState(runs.map(({ status, conclusion }) => conclusion ?? status)),
      statusContextCount: statuses.length,
      statusContextCountsByState: countByState(statuses.map(({ state }) => state)),
    }),
  };
}

function countByState(states: readonly string[]): { state: string; count: number }[] {
  const all = new Map<string, number>();
  for (const state of states) all.set(state, (all.get(state) ?? 0) + 1);
  return [...all].map(([state, count]) => ({ state, count }));
}

function checkRunNode(core: Core, run: CheckRun) {
  return {
    __typename: 'CheckRun',
    id: nodeId('CheckRun', run.id),
    databaseId: run.id,
    // Reported by an App, and by no workflow of GitHub's own.
    checkSuite: { id: nodeId('CheckSuite', run.sha), workflowRun: null },
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    isRequired: (wanted: RequiredArguments) => isRequired(core, run.name, wanted),
    detailsUrl: run.detailsUrl,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    title: run.title,
    summary: run.summary,
    url: `${core.htmlUrl}/runs/${run.id}`,
  };
}

function statusNode(core: Core, status: CommitStatus) {
  return {
    __typename: 'StatusContext',
    id: nodeId('StatusContext', status.id),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    isRequired: (wanted: RequiredArguments) => isRequired(core, status.context, wanted),
    targetUrl: status.targetUrl,
    createdAt: status.createdAt,
  };
}

function isRequired(core: Core, name: string, wanted: RequiredArguments): boolean {
  const { pullRequestId, pullRequestNumber } = wanted;
  const pull =
    typeof pullRequestNumber === 'number'
      ? core.state.pull(pullRequestNumber)
      : core.state.pulls.all().find(({ id }) => nodeId('PullRequest', id) === pullRequestId);
  return core.protection[pull?.baseRef ?? '']?.requiredContexts?.includes(name) ?? false;
}
