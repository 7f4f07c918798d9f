import type { Core } from './core.ts';
import type { PullRequest } from './model.ts';
import { latestCheckRuns, latestStatuses, reportCheckRun, reportStatus } from './reports.ts';

/** The built-in CI: it tests each new head of an open pull request. */
export interface CiOptions {
  /** From the first report to the verdict. */
  readonly delayMs: number;
  readonly verdict: (pull: PullRequest) => 'success' | 'failure';
  /** Names of its check runs. It sets one commit status, {@link CI_STATUS_CONTEXT}, as well. */
  readonly contexts: readonly string[];
}

/** The commit status that the built-in CI sets beside its check runs. */
export const CI_STATUS_CONTEXT = 'ci/package-storage';

const CI_LOGIN = 'ci[bot]';

/** Tests every open pull request now, and each new head from now on: also those that a restart left untested. */
export function runCi(core: Core, ci: CiOptions): void {
  const test = (pull: PullRequest) => {
    if (pull.state === 'open') core.timers.after(0, () => core.write(() => startTests(core, ci, pull)));
  };
  core.events.on((event, payload) => {
    if (event !== 'pull_request') return;
    const pull = core.state.pull(Number(payload['number']));
    if (pull !== undefined) test(pull);
  });
  for (const pull of core.state.openPulls()) test(pull);
}

function startTests(core: Core, ci: CiOptions, pull: PullRequest): void {
  const sha = pull.headSha;
  const runs = latestCheckRuns(core, sha);
  for (const name of ci.contexts) {
    const run = runs.find((candidate) => candidate.name === name);
    if (run !== undefined) continue;
    const detailsUrl = `${core.htmlUrl}/pull/${pull.number}#${encodeURIComponent(name)}`;
    reportCheckRun(core, { sha, name, status: 'queued', detailsUrl });
  }
  const status = latestStatuses(core, sha).find(({ context }) => context === CI_STATUS_CONTEXT);
  if (status === undefined)
    reportStatus(core, { sha, context: CI_STATUS_CONTEXT, state: 'pending', creator: CI_LOGIN });
  core.timers.after(ci.delayMs, () => core.write(() => giveVerdict(core, ci, pull)));
}

/** Says of everything that is still open how it ended; so it may be called twice. */
function giveVerdict(core: Core, ci: CiOptions, pull: PullRequest): void {
  const sha = pull.headSha;
  const conclusion = ci.verdict(pull);
  for (const run of latestCheckRuns(core, sha)) {
    if (!ci.contexts.includes(run.name) || run.status === 'completed') continue;
    reportCheckRun(core, { sha, name: run.name, conclusion }, run);
  }
  const status = latestStatuses(core, sha).find(({ context }) => context === CI_STATUS_CONTEXT);
  if (status?.state === 'pending')
    reportStatus(core, { sha, context: CI_STATUS_CONTEXT, state: conclusion, creator: CI_LOGIN });
}
