import type { Job } from './build-model.ts';
import { fullName, type ExportContext } from './export-context.ts';
import { exportJob } from './export-job.ts';

/** The folders in a path such as `job/beats/job/storage/job/snapshot`: `job/beats` and `job/beats/job/storage`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  const ends = parts.map((_, position) => position).filter((position) => position % 2 === 1);
  return ends.slice(0, -1).map((end) => parts.slice(0, end + 1).join('/'));
}

/** A folder, with what lies in it; undefined when no job lies at or below the path. */
export function exportFolder(path: string, jobs: readonly Job[], context: ExportContext): object | undefined {
  if (!jobs.some((job) => foldersOf(job.path).includes(path))) return undefined;
  // Branches lie directly in the project that makes a job of each branch; the folders above are for order only.
  const isProject = jobs.some((job) => foldersOf(job.path).at(-1) === path);
  const url = `${context.root}/${path}/`;
  const view = {
    _class: isProject ? 'jenkins.branch.MultiBranchProjectViewHolder$ViewImpl' : 'hudson.model.AllView',
    name: isProject ? 'default' : 'All',
    url,
  };
  return {
    _class: isProject
      ? 'org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject'
      : 'com.cloudbees.hudson.plugin.folder.Folder',
    actions: [],
    description: null,
    displayName: fullName(path).split('/').at(-1),
    displayNameOrNull: null,
    fullDisplayName: fullName(path).replaceAll('/', ' » '),
    fullName: fullName(path),
    name: fullName(path).split('/').at(-1),
    url,
    healthReport: [],
    get jobs() {
      return exportContent(path, jobs, context);
    },
    primaryView: view,
    views: [view],
    ...(isProject && { sources: [] }),
  };
}

/** The root of Jenkins, with what lies in no folder. */
export function exportRoot(jobs: readonly Job[], context: ExportContext, quietingDown: boolean): object {
  const view = exportView(jobs, context);
  return {
    _class: 'hudson.model.Hudson',
    assignedLabels: [{ name: 'built-in' }],
    mode: 'NORMAL',
    nodeDescription: "the Jenkins controller's built-in node",
    nodeName: '',
    numExecutors: 2,
    description: null,
    get jobs() {
      return exportContent('', jobs, context);
    },
    primaryView: view,
    quietingDown,
    slaveAgentPort: -1,
    url: `${context.root}/`,
    useCrumbs: true,
    useSecurity: true,
    views: [view],
  };
}

/** The view of everything that lies in no folder. */
export function exportView(jobs: readonly Job[], context: ExportContext): object {
  return {
    _class: 'hudson.model.AllView',
    description: null,
    name: 'all',
    property: [],
    url: `${context.root}/`,
    get jobs() {
      return exportContent('', jobs, context);
    },
  };
}

function exportContent(path: string, jobs: readonly Job[], context: ExportContext): object[] {
  const isDirectlyIn = (candidate: string): boolean => (foldersOf(candidate).at(-1) ?? '') === path;
  const folders = new Set(jobs.flatMap((job) => foldersOf(job.path)).filter(isDirectlyIn));
  return [
    ...[...folders].flatMap((folder) => exportFolder(folder, jobs, context) ?? []),
    ...jobs.filter((job) => isDirectlyIn(job.path)).map((job) => exportJob(job, context)),
  ];
}
