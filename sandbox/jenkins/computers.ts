import type { Job } from './build-model.ts';
import { exportBuild } from './export-build.ts';
import { jobUrl, type ExportContext } from './export-context.ts';

const EXECUTORS = 2;

/** The names by which the one computer may be asked for; the older one still works in Jenkins. */
export const BUILT_IN_NAMES: readonly string[] = ['(built-in)', '(master)', 'Built-In Node'];

/** All computers: the controller's own, on which everything runs. */
export function exportComputers(jobs: readonly Job[], context: ExportContext): object {
  const computer = exportComputer(jobs, context);
  return {
    _class: 'hudson.model.ComputerSet',
    busyExecutors: running(jobs).length,
    computer: [computer],
    displayName: 'Nodes',
    totalExecutors: Math.max(EXECUTORS, running(jobs).length),
  };
}

/**
 * The controller's own computer. A pipeline runs twice in its list: the build itself on an executor that exists for
 * it alone, and the steps that need a computer on an ordinary one.
 */
export function exportComputer(jobs: readonly Job[], context: ExportContext): object {
  const builds = running(jobs);
  const free = Array.from({ length: Math.max(0, EXECUTORS - builds.length) }, () => undefined);
  return {
    _class: 'hudson.model.Hudson$MasterComputer',
    assignedLabels: [{ name: 'built-in' }],
    description: "the Jenkins controller's built-in node",
    displayName: 'Built-In Node',
    executors: [...builds, ...free].map((occupied, number) => ({
      _class: 'hudson.model.Executor',
      number,
      idle: occupied === undefined,
      likelyStuck: false,
      progress: -1,
      currentExecutable:
        occupied === undefined
          ? null
          : {
              _class:
                'org.jenkinsci.plugins.workflow.support.steps.ExecutorStepExecution$PlaceholderTask$PlaceholderExecutable',
              number: occupied.build.number,
              url: `${jobUrl(context.root, occupied.job)}${occupied.build.number}/`,
            },
    })),
    oneOffExecutors: builds.map(({ job, build }) => ({
      _class: 'hudson.model.OneOffExecutor',
      number: -1,
      idle: false,
      likelyStuck: false,
      progress: -1,
      currentExecutable: exportBuild(job, build, context),
    })),
    idle: builds.length === 0,
    jnlpAgent: false,
    launchSupported: true,
    manualLaunchAllowed: true,
    numExecutors: EXECUTORS,
    offline: false,
    offlineCause: null,
    offlineCauseReason: '',
    temporarilyOffline: false,
  };
}

function running(jobs: readonly Job[]) {
  return jobs.flatMap((job) =>
    job.builds.filter(({ building }) => building).map((build) => ({ job, build })),
  );
}
