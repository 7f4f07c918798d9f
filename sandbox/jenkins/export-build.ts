import type { Build, Job } from './build-model.ts';
import { exportCauses, exportParameters } from './export-actions.ts';
import { fullName, jobUrl, type ExportContext } from './export-context.ts';

const LIBRARY_URL = 'https://github.com/sandbox/apm-pipeline-library.git';
const LIBRARY_COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A build. Its build data names the library's repository first, as a Jenkinsfile with a library makes it. */
export function exportBuild(job: Job, build: Build, context: ExportContext): object {
  const { root, repositoryUrl } = context;
  const neighbour = (position: number): object | null => {
    const other = position < 0 ? undefined : job.builds[position];
    return other === undefined ? null : exportBuild(job, other, context);
  };
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
    artifacts: [],
    building: build.building,
    inProgress: build.building,
    description: null,
    result: build.result,
    number: build.number,
    id: String(build.number),
    displayName: `#${build.number}`,
    fullDisplayName: `${fullName(job.path).replaceAll('/', ' » ')} #${build.number}`,
    queueId: build.queueId,
    timestamp: build.startedAt,
    duration: build.duration,
    estimatedDuration: -1,
    keepLog: false,
    culprits: [],
    url: `${jobUrl(root, job)}${build.number}/`,
    get nextBuild() {
      return neighbour(job.builds.indexOf(build) - 1);
    },
    get previousBuild() {
      return neighbour(job.builds.indexOf(build) + 1);
    },
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
