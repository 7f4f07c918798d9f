import { existsSync, readdirSync } from 'node:fs';
import { parseHeadBranch } from '../../domain/names.ts';
import { formatPackageVersion } from '../../domain/package-version.ts';
import { startDemoWorld, type DemoWorld } from '../demo/demo-world.ts';
import type { PullRequestView } from '../github/github-stand-in.ts';
import type { SandboxPolicies } from '../sandbox-config.ts';
import { CAST, RED } from './cast.ts';

/** Two approvals by name and two days in staging, and in production a roll-out by hand. */
const POLICIES: SandboxPolicies = {
  stages: {
    staging: { approvals: 2, approvers: { users: ['ada', 'teammate'] }, soak: '2d' },
    production: { deploy: { mode: 'manual' } },
  },
  waits: { comment: '1s' },
};

/** How one reaches a cluster that is not ours. */
const OTHERS = /^TEMPORAL_(?!CLI_PATH$)/;

/** Where the day is kept, and who hears of its beginning. */
export interface DayWorldOptions {
  readonly dataDir?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
}

/**
 * Starts the demo's world as the day needs it: quick, with a check that is red for one version, and a teammate who
 * reviews some. Always on a Temporal server of its own: on a cluster the day would meet the journeys of others.
 *
 * @throws Error when the folder is not empty, and what the parts throw; nothing is left running then.
 */
export async function startDayWorld({ dataDir, env, report }: DayWorldOptions): Promise<DemoWorld> {
  if (dataDir !== undefined && existsSync(dataDir) && readdirSync(dataDir).length > 0)
    throw new Error(`${dataDir} is not empty: a day begins anew each time, so give it an empty folder`);
  const reviewed = new Set(CAST.filter(({ isReviewed }) => isReviewed).map(({ version }) => version));
  return startDemoWorld({
    dataDir,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !OTHERS.test(name))),
    report,
    teammate: false,
    sandbox: {
      ci: {
        delayMs: 300,
        verdict: (pull) => (versionOf(pull) === RED ? 'failure' : 'success'),
        contexts: ['lint', 'integration'],
      },
      teammate: { delayMs: 300, reviews: (pull) => reviewed.has(versionOf(pull)) },
      policies: POLICIES,
      quietPeriodMs: 200,
      buildMs: 600,
      rollout: { mode: 'automatic', delayMs: 400 },
    },
  });
}

function versionOf({ headRef }: PullRequestView): string {
  const head = parseHeadBranch(headRef);
  return head === undefined ? '' : formatPackageVersion(head.packageVersion);
}
