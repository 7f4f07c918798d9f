import {
  DEFAULT_PARAMETERS,
  type Build,
  type Cause,
  type Job,
  type Parameters,
  type QueueItem,
} from './build-model.ts';

/** What the shapes need to know of Jenkins besides the thing they show. */
export interface ExportContext {
  /** The root address that links begin with, without a slash at the end. */
  readonly root: string;
  readonly repositoryUrl: string;
  readonly jobOf: (branch: string) => Job | undefined;
  /** The open items of a job, the oldest first. */
  readonly queued: (job: Job) => readonly QueueItem[];
}

const LIBRARY_URL = 'https://github.com/sandbox/apm-pipeline-library.git';
const LIBRARY_COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** What `tree` is when a caller gives none, for the shapes that nest deeply. */
export const DEFAULT_JOB_TREE =
  'name,fullName,displayName,url,buildable,color,concurrentBuild,disabled,inQueue,queueItem,nextBuildNumber,property,' +
  ['builds', 'lastBuild', 'lastCompletedBuild', 'lastSuccessfulBuild', 'lastFailedBuild']
    .map((builds) => `${builds}[number,url]`)
    .join();

/** A job, its builds nested. */
export function exportJob(job: Job, context: ExportContext): object {
  const { root, queued } = context;
  const builds = job.builds.map((build) => exportBuild(job, build, context));
  const last = (fits: (build: Build) => boolean): object | null => builds[job.builds.findIndex(fits)] ?? null;
  const item = queued(job).at(0);
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
    name: job.path.split('/').at(-1),
    fullName: fullName(job),
    displayName: job.branch,
    url: jobUrl(root, job),
    buildable: !job.disabled,
    disabled: job.disabled,
    color: job.builds[0]?.building === true ? 'blue_anime' : 'blue',
    concurrentBuild: true,
    inQueue: item !== undefined,
    queueItem: item === undefined ? null : exportQueueItem(item, context),
    nextBuildNumber: job.nextNumber,
    property: job.parameterized
      ? [
          {
            _class: 'hudson.model.ParametersDefinitionProperty',
            parameterDefinitions: Object.entries(DEFAULT_PARAMETERS).map(([name, value]) => ({
              _class: 'hudson.model.BooleanParameterDefinition',
              name,
              type: 'BooleanParameterDefinition',
              defaultParameterValue: { _class: 'hudson.model.BooleanParameterValue', name, value },
            })),
          },
        ]
      : [],
    builds,
    allBuilds: builds,
    lastBuild: last(() => true),
    lastCompletedBuild: last(({ building }) => !building),
    lastSuccessfulBuild: last(({ result }) => result === 'SUCCESS' || result === 'UNSTABLE'),
    lastFailedBuild: last(({ result }) => result === 'FAILURE'),
  };
}

/** A build. Its build data names the library's repository first, as a Jenkinsfile with a library makes it. */
export function exportBuild(job: Job, build: Build, { root, repositoryUrl }: ExportContext): object {
  const data = (url: string, commit: string, branch: string): object => {
    const revision = { SHA1: commit, branch: [{ SHA1: commit, name: branch }] };
    return {
      _class: 'hudson.plugins.git.util.BuildData',
      buildsByBranchName: {
        [branch]: {
          _class: 'hudson.plugins.git.util.Build',
          buildNumber: build.number,
          buildResult: null,
          marked: revision,
          revision,
        },
      },
      lastBuiltRevision: revision,
      remoteUrls: [url],
      scmName: '',
    };
  };
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
    actions: [
      exportCauses(build.causes),
      exportParameters(build.parameters),
      data(LIBRARY_URL, LIBRARY_COMMIT, 'current'),
      {},
      ...(build.checkedOut && build.commit !== null ? [data(repositoryUrl, build.commit, job.branch)] : []),
    ],
    building: build.building,
    inProgress: build.building,
    result: build.result,
    number: build.number,
    id: String(build.number),
    displayName: `#${build.number}`,
    fullDisplayName: `${fullName(job).replaceAll('/', ' » ')} #${build.number}`,
    queueId: build.queueId,
    timestamp: build.startedAt,
    duration: build.duration,
    estimatedDuration: -1,
    keepLog: false,
    url: `${jobUrl(root, job)}${build.number}/`,
    changeSets:
      build.changes.length === 0
        ? []
        : [
            {
              _class: 'hudson.plugins.git.GitChangeSetList',
              kind: 'git',
              items: build.changes.map((commitId) => ({
                _class: 'hudson.plugins.git.GitChangeSet',
                commitId,
              })),
            },
          ],
  };
}

/** An item of the queue, in the class of the state that it is in; only one that left has `cancelled`. */
export function exportQueueItem(item: QueueItem, { root, jobOf }: ExportContext): object {
  const job = jobOf(item.branch);
  const url = job === undefined ? '' : jobUrl(root, job);
  const kind = {
    waiting: 'WaitingItem',
    blocked: 'BlockedItem',
    buildable: 'BuildableItem',
    left: 'LeftItem',
  }[item.state];
  const why = {
    waiting: `In the quiet period. Expires in ${Math.max(0, item.due - Date.now())} ms`,
    blocked: 'Jenkins is about to shut down',
    buildable: 'Waiting for next available executor',
    left: null,
  }[item.state];
  return {
    _class: `hudson.model.Queue$${kind}`,
    actions: [exportCauses(item.causes), exportParameters(item.parameters)],
    blocked: item.state === 'blocked',
    buildable: item.state === 'buildable',
    id: item.id,
    inQueueSince: item.since,
    params: Object.entries(item.parameters)
      .map(([name, value]) => `\n${name}=${String(value)}`)
      .join(''),
    stuck: item.state === 'buildable' && Date.now() - item.due > 1000,
    task: { _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob', name: job?.branch, url, color: 'blue' },
    url: `queue/item/${item.id}/`,
    why,
    ...(item.state === 'waiting' ? { timestamp: item.due } : {}),
    ...(item.state === 'buildable' ? { pending: false } : {}),
    ...(item.state === 'left'
      ? {
          cancelled: item.cancelled,
          executable:
            item.build === null
              ? null
              : {
                  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
                  number: item.build,
                  url: `${url}${item.build}/`,
                },
        }
      : {}),
  };
}

/** The address of a job, with a slash at the end. */
export function jobUrl(root: string, job: Job): string {
  return `${root}/${job.path}/`;
}

function fullName(job: Job): string {
  return job.path
    .split('/')
    .filter((_, position) => position % 2 === 1)
    .map(decodeURIComponent)
    .join('/');
}

function exportCauses(causes: readonly Cause[]): object {
  return { _class: 'hudson.model.CauseAction', causes: causes.map(exportCause) };
}

function exportCause(cause: Cause): object {
  if (cause.kind === 'user') {
    const { login } = cause;
    return {
      _class: 'hudson.model.Cause$UserIdCause',
      shortDescription: `Started by user ${login}`,
      userId: login,
      userName: login,
    };
  }
  if (cause.kind === 'upstream') {
    const project = cause.job.replaceAll(/(?:^|\/)job\//g, '/').slice(1);
    return {
      _class: 'hudson.model.Cause$UpstreamCause',
      shortDescription: `Started by upstream project "${project}" build number ${cause.build}`,
      upstreamBuild: cause.build,
      upstreamProject: project,
      upstreamUrl: `${cause.job}/`,
    };
  }
  return { _class: 'jenkins.branch.BranchEventCause', shortDescription: 'Push event to branch' };
}

function exportParameters(parameters: Parameters): object {
  return {
    _class: 'hudson.model.ParametersAction',
    parameters: Object.entries(parameters).map(([name, value]) => ({
      _class: 'hudson.model.BooleanParameterValue',
      name,
      value,
    })),
  };
}
