import { DEFAULT_PARAMETERS, type Build, type Job } from './build-model.ts';
import { exportBuild } from './export-build.ts';
import { colorOf, fullName, jobUrl, type ExportContext } from './export-context.ts';
import { exportQueueItem } from './export-queue-item.ts';
import { findBuild } from './find-build.ts';

/** A job. What it points to is made when it is read: a build leads to its neighbours, and they to theirs. */
export function exportJob(job: Job, context: ExportContext): object {
  const { root, queued, isDisabled } = context;
  const show = (build: Build | undefined): object | null =>
    build === undefined ? null : exportBuild(job, build, context);
  const item = queued(job).at(0);
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
    actions: [],
    description: null,
    name: job.path.split('/').at(-1),
    fullName: fullName(job.path),
    displayName: job.branch,
    displayNameOrNull: null,
    fullDisplayName: fullName(job.path).replaceAll('/', ' » '),
    url: jobUrl(root, job),
    buildable: !isDisabled(job),
    disabled: isDisabled(job),
    color: colorOf(job, isDisabled(job)),
    concurrentBuild: true,
    healthReport: [],
    inQueue: item !== undefined,
    keepDependencies: false,
    queueItem: item === undefined ? null : exportQueueItem(item, context),
    nextBuildNumber: job.nextNumber,
    resumeBlocked: false,
    property: job.parameterized
      ? [
          {
            _class: 'hudson.model.ParametersDefinitionProperty',
            parameterDefinitions: Object.entries(DEFAULT_PARAMETERS).map(([name, value]) => ({
              _class: 'hudson.model.BooleanParameterDefinition',
              name,
              description: '',
              type: 'BooleanParameterDefinition',
              defaultParameterValue: { _class: 'hudson.model.BooleanParameterValue', name, value },
            })),
          },
        ]
      : [],
    get builds() {
      return job.builds.map(show);
    },
    get allBuilds() {
      return job.builds.map(show);
    },
    get firstBuild() {
      return show(job.builds.at(-1));
    },
    get lastBuild() {
      return show(findBuild(job, 'lastBuild'));
    },
    get lastCompletedBuild() {
      return show(findBuild(job, 'lastCompletedBuild'));
    },
    get lastSuccessfulBuild() {
      return show(findBuild(job, 'lastSuccessfulBuild'));
    },
    get lastStableBuild() {
      return show(findBuild(job, 'lastStableBuild'));
    },
    get lastUnstableBuild() {
      return show(findBuild(job, 'lastUnstableBuild'));
    },
    get lastFailedBuild() {
      return show(findBuild(job, 'lastFailedBuild'));
    },
    get lastUnsuccessfulBuild() {
      return show(findBuild(job, 'lastUnsuccessfulBuild'));
    },
  };
}
