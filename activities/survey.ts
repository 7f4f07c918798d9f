import { Context } from '@temporalio/activity';
import type { Content } from '../domain/content.ts';
import { FailureType } from '../domain/failure-types.ts';
import type { ContentSource } from '../domain/journey-input.ts';
import { formatPackageVersion, packagePath, type PackageVersion } from '../domain/package-version.ts';
import type { Line } from '../domain/line.ts';
import type { Route } from '../domain/pipeline.ts';
import { GitHubError } from '../services/github/github-error.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { compareTrees } from './compare-trees.ts';
import { askPerson, notSettled } from './failures.ts';
import { lookAtLine } from './line.ts';
import { MOST_LAGGING_ATTEMPTS } from './guard.ts';
import type { Services } from './services.ts';

export interface SurveyInput {
  readonly packageVersion: PackageVersion;
  readonly source: ContentSource;
  readonly route: Route;
  /** All stages of the pipeline, the least mature first. */
  readonly stages: readonly { readonly name: string; readonly branch: string }[];
}

/** Where a journey begins: its content, and the stage that it has reached already. */
export interface Bearings {
  readonly content: Content;
  /** The most mature stage of the route whose branch holds this content; absent when none does. */
  readonly foundOn?: string;
  /** Less mature stages of the route whose branch holds it, too; absent when none does. */
  readonly leftOn?: readonly string[];
  /** The stage whose branch the pull request goes to that the content comes from; absent where it comes from none. */
  readonly proposedTo?: string;
  readonly notes: readonly string[];
  /** All stages whose branch holds the version, with whatever content. */
  readonly holders?: readonly string[];
  /** What of the line is stopped. */
  readonly line?: Line;
}

/**
 * Looks where a package version stands and what its content is. Reads only.
 *
 * @throws `NotFound` when a branch, the source or the version is not there; `ContentDiffers` when a branch of
 *   the route holds other bytes under this name and version than the source has.
 */
export async function survey(services: Services, input: SurveyInput): Promise<Bearings> {
  const { storage } = services;
  const line = await lookAtLine();
  const holders = await findHolders(storage, input);
  const { content, base } = await readSource(storage, input, holders);
  const proposedTo = input.stages.find(({ branch }) => branch === base)?.name;
  const notes: string[] = [];
  const leftOn: string[] = [];
  let foundOn: string | undefined;
  for (const holder of holders) {
    const difference = await compareTrees(storage, content.tree, holder.tree);
    if (difference === undefined) {
      const isVisited = input.route.includes(holder.stage);
      if (foundOn !== undefined || !isVisited) notes.push(`also found on ${holder.stage}`);
      if (foundOn !== undefined && isVisited) leftOn.push(holder.stage);
      if (isVisited) foundOn ??= holder.stage;
    } else if (input.source.kind === 'storage' || !input.route.includes(holder.stage)) {
      notes.push(`${holder.stage} holds other content of it: ${difference}`);
    } else {
      throw askPerson(
        FailureType.contentDiffers,
        `${holder.stage} holds other content of ${formatPackageVersion(input.packageVersion)} already: ${difference}. ` +
          'Give the new content a version of its own, or abort and remove the old one first.',
      );
    }
  }
  return {
    content,
    ...(foundOn !== undefined && { foundOn }),
    ...(leftOn.length > 0 && { leftOn }),
    ...(proposedTo !== undefined && { proposedTo }),
    ...(line.stops.length > 0 && { line }),
    notes,
    holders: holders.map(({ stage }) => stage),
  };
}

interface Holder {
  readonly stage: string;
  readonly tree: string;
}

/** The stages whose branch has the version, the most mature first. */
async function findHolders(
  storage: GitHubStorage,
  { packageVersion, stages }: SurveyInput,
): Promise<Holder[]> {
  const looks = await storage.lookAtBranches(
    packageVersion,
    stages.map(({ branch }) => branch),
  );
  return stages.toReversed().flatMap(({ name, branch }) => {
    const look = looks[branch];
    if (look === undefined || look === null) {
      throw askPerson(
        FailureType.notFound,
        `${storage.repository} has no branch "${branch}", which stage ${name} needs. Create it, or correct the pipeline, then retry.`,
      );
    }
    return look.versionTree === null ? [] : [{ stage: name, tree: look.versionTree }];
  });
}

/** What a source holds. */
interface SourceContent {
  readonly content: Content;
  /** Of a pull request: the branch that it goes to. */
  readonly base?: string;
}

async function readSource(
  storage: GitHubStorage,
  { packageVersion, source }: SurveyInput,
  holders: readonly Holder[],
): Promise<SourceContent> {
  switch (source.kind) {
    case 'uploaded':
      return { content: await readUploaded(storage, source.tree) };
    case 'storage': {
      const [mostMature] = holders;
      if (mostMature === undefined) {
        throw askPerson(
          FailureType.notFound,
          `${formatPackageVersion(packageVersion)} is on no branch of ${storage.repository}. Say where its content comes from: a folder, a ref, or a pull request.`,
        );
      }
      return { content: (await storage.readContent(mostMature.tree)).content };
    }
    case 'ref': {
      const found = await storage.findTree(source.ref, source.path);
      if (found === null || found.tree === null) {
        throw askPerson(
          FailureType.notFound,
          `${storage.repository} has no folder ${source.path} at ${source.ref}. Correct the ref or the path.`,
        );
      }
      return { content: (await storage.readContent(found.tree)).content };
    }
    case 'pull-request':
      return readPullRequest(storage, packageVersion, source.number);
  }
}

/** What the client wrote a moment ago may not show yet. */
async function readUploaded(storage: GitHubStorage, tree: string): Promise<Content> {
  try {
    return (await storage.readContent(tree)).content;
  } catch (error) {
    const isLag =
      error instanceof GitHubError &&
      error.status === 404 &&
      Context.current().info.attempt < MOST_LAGGING_ATTEMPTS;
    throw isLag ? notSettled(`the uploaded tree ${tree} does not show yet`, error) : error;
  }
}

async function readPullRequest(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  number: number,
): Promise<SourceContent> {
  const look = await storage.lookAtPullRequest({ number, packageVersion });
  if (look === null) {
    throw askPerson(FailureType.notFound, `${storage.repository} has no pull request #${number}.`);
  }
  const tree = look.headVersionTree ?? (look.state === 'MERGED' ? look.baseVersionTree : null);
  if (tree === null) {
    throw askPerson(
      FailureType.notFound,
      `Pull request #${number} does not add ${packagePath(packageVersion)}.`,
    );
  }
  const { content } = await storage.readContent(tree);
  return { content, base: look.baseRefName };
}
