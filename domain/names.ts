import {
  checkPackageVersion,
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from './package-version.ts';

/** What one pull request does to one branch: it adds or removes a package version. */
export type ChangeKind = 'add' | 'remove';

/** The branch that a pull request of ours comes from, taken apart. */
export interface HeadBranch {
  readonly kind: ChangeKind;
  readonly packageVersion: PackageVersion;
  readonly stage: string;
  /** 1, and one more each time a person let the journey try again after it closed or lost the change. */
  readonly round: number;
}

/** Every name that Limelight gives to something outside begins so, and nothing else of the storage does. */
export const HEAD_PREFIX = 'limelight/';
const CONTENT_PREFIX = 'refs/limelight/content/';

/** The workflow id of a journey: `package/NAME@VERSION`. */
export function journeyWorkflowId(packageVersion: PackageVersion): string {
  return `package/${formatPackageVersion(packageVersion)}`;
}

/** The package version of a journey's workflow id; undefined for a workflow that is no journey. */
export function parseJourneyWorkflowId(workflowId: string): PackageVersion | undefined {
  if (!workflowId.startsWith('package/')) return undefined;
  try {
    return parsePackageVersion(workflowId.slice('package/'.length));
  } catch {
    return undefined;
  }
}

/** The workflow id of the publisher of a stage's branch: `publisher/STAGE`. */
export function publisherWorkflowId(stage: string): string {
  return `publisher/${stage}`;
}

/** The workflow id of the repository's watcher: a namespace belongs to one repository. */
export const WATCHER_WORKFLOW_ID = 'watcher';

/**
 * The head branch of a change, such as `limelight/add-nginx@1.6.0-to-staging-1`.
 *
 * It ends in the round, so that no version can make it a name that git refuses (`...lock`, a final dot).
 */
export function headBranchName({ kind, packageVersion, stage, round }: HeadBranch): string {
  const preposition = kind === 'add' ? 'to' : 'from';
  return `${HEAD_PREFIX}${kind}-${formatPackageVersion(packageVersion)}-${preposition}-${stage}-${round}`;
}

/** Takes a head branch of ours apart; undefined for any branch that is not. */
export function parseHeadBranch(branch: string): HeadBranch | undefined {
  const match = /^limelight\/(?:add-(.+)-to|remove-(.+)-from)-([a-z][a-z0-9_]*)-([1-9]\d*)$/.exec(branch);
  const [, added, removed, stage, round] = match ?? [];
  const packageVersion = added ?? removed;
  if (packageVersion === undefined || stage === undefined) return undefined;
  try {
    return {
      kind: added === undefined ? 'remove' : 'add',
      packageVersion: parsePackageVersion(packageVersion),
      stage,
      round: Number(round),
    };
  } catch {
    return undefined;
  }
}

/** How a branch of somebody's fork is called here: it may have the name of one of ours, and git allows no colon in it. */
export function forkBranch(name: string): string {
  return `fork:${name}`;
}

/** The ref that keeps an uploaded content alive until its first merge: outside `refs/heads`, so no CI sees it. */
export function contentRef(packageVersion: PackageVersion, tree: string): string {
  const { name, version } = checkPackageVersion(packageVersion);
  return `${CONTENT_PREFIX}${name}-${version}-${tree}`;
}

/** The package version whose content a ref keeps; undefined for any ref that {@link contentRef} does not make. */
export function parseContentRef(ref: string): PackageVersion | undefined {
  // A name has no hyphen, and a version may.
  const [, name, version] = /^refs\/limelight\/content\/([^-]+)-(.+)-[0-9a-f]{40}$/.exec(ref) ?? [];
  if (name === undefined || version === undefined) return undefined;
  try {
    return checkPackageVersion({ name, version });
  } catch {
    return undefined;
  }
}

/** Who a pull request belongs to, hidden in its body. */
export interface Marker {
  readonly workflowId: string;
  /** The first run id of the journey: a later journey of the same version never takes an older one's change for its own. */
  readonly firstRunId: string;
  /** The id of the step in the plan, such as `add-staging`. */
  readonly step: string;
}

/** An HTML comment: people do not see it on GitHub, and it survives their edits of the text. */
export function formatMarker({ workflowId, firstRunId, step }: Marker): string {
  return `<!-- limelight ${workflowId} ${firstRunId} ${step} -->`;
}

/** The first marker in a pull request's body; undefined where there is none. */
export function parseMarker(body: string): Marker | undefined {
  const [, workflowId, firstRunId, step] = /<!-- limelight (\S+) (\S+) (\S+) -->/.exec(body) ?? [];
  if (workflowId === undefined || firstRunId === undefined || step === undefined) return undefined;
  return { workflowId, firstRunId, step };
}

/** Hidden in the one comment that tells on a pull request where its journey stands. */
export function standingMarker(workflowId: string): string {
  return `<!-- limelight-standing ${workflowId} -->`;
}

/** The hidden marker of the comment that tells of a rejection, by the id of the decision. */
export function rejectionMarker(id: string): string {
  return `<!-- limelight rejection ${id.replaceAll(/[^\w.-]/g, '_')} -->`;
}

/** The hidden marker of the comment that tells why a journey closed its pull request. */
export function closingMarker(workflowId: string): string {
  return `<!-- limelight closed by ${workflowId} -->`;
}

/** The workflow id of the line that all journeys of a storage stand on. */
export const LINE_WORKFLOW_ID = 'line';

/** The id of the schedule of audits, and of the audits that it starts. */
export const AUDIT_ID = 'audit';
