import type { ChangeOrder } from '../domain/change.ts';
import type { JourneyPurpose } from '../domain/journey-input.ts';
import { formatMarker, type Marker } from '../domain/names.ts';
import { formatPackageVersion, packagePath } from '../domain/package-version.ts';
import type { Route } from '../domain/pipeline.ts';

/** What a reviewer should know of the journey that a change belongs to. */
export interface ChangeStory {
  readonly marker: Marker;
  readonly requester: string;
  readonly route: Route;
  /** Such as `step 4 of 17`. */
  readonly position: string;
  /** What has been done so far, one line each. */
  readonly soFar: readonly string[];
  /** ISO 8601; the date of our commits, so that a repeated write makes the same object. */
  readonly startedAt: string;
  readonly purpose?: JourneyPurpose;
  /** Why the journey was asked for. */
  readonly reason?: string;
}

/** The labels of a pull request of ours. */
export function changeLabels({ kind, stage }: ChangeOrder): string[] {
  return ['limelight', `limelight:${kind}`, `stage:${stage}`];
}

/** `[staging] Add nginx@1.6.0`, or `[snapshot] Remove nginx@1.6.0`. */
export function changeTitle({ kind, packageVersion, stage }: ChangeOrder): string {
  return `[${stage}] ${kind === 'add' ? 'Add' : 'Remove'} ${formatPackageVersion(packageVersion)}`;
}

/** What the pull request does, why, where the journey stands, and what a person can do. */
export function changeBody(order: ChangeOrder, story: ChangeStory, journeyUrl: string | undefined): string {
  const version = formatPackageVersion(order.packageVersion);
  const done =
    story.soFar.length === 0
      ? ['- nothing yet: this is the first step']
      : story.soFar.map((line) => `- ${line}`);
  return [
    `**What:** ${whatItDoes(order)}`,
    '',
    `**Why:** ${whyItDoes(order, story)}`,
    '',
    `**Where the journey stands:** ${story.position}, on the way ${story.route.join(' → ')}, asked for by ${story.requester}.`,
    ...done,
    '',
    `**What you can do:** look at the files and approve here by a review, or with \`limelight approve ${version}\`. ` +
      'Limelight merges by itself once checks are green and the approvals are there. Please push nothing to this branch; ' +
      `to stop the journey, close this pull request or run \`limelight abort ${version}\`.`,
    ...(journeyUrl === undefined ? [] : ['', `[The journey in the Temporal UI](${journeyUrl})`]),
    '',
    formatMarker(story.marker),
  ].join('\n');
}

function whatItDoes({ kind, packageVersion, branch, content }: ChangeOrder): string {
  const path = `\`${packagePath(packageVersion)}\``;
  return kind === 'add'
    ? `adds ${path} to \`${branch}\`: ${count(content.files)}, git tree \`${content.tree}\`, content \`sha256:${content.digest}\`.`
    : `removes ${path} (${count(content.files)}) from \`${branch}\`. Other versions and packages are not touched.`;
}

function whyItDoes({ kind, packageVersion, stage }: ChangeOrder, story: ChangeStory): string {
  const version = formatPackageVersion(packageVersion);
  const { purpose, requester, reason } = story;
  const because = reason === undefined ? '' : `: ${reason}`;
  if (purpose === 'withdraw') return `${requester} withdraws ${version}${because}.`;
  if (purpose === 'undo-cleanup')
    return `${requester} wants ${version} back on ${stage}, which had let go of it${because}.`;
  return kind === 'add'
    ? `${version} is ready for the ${stage} registry.`
    : `the registry of the next stage was shown to serve ${version}, so its copy in ${stage} is no longer needed; the ${stage} registry goes on serving it from there.`;
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
