import type { ContentFiles } from '../domain/content.ts';
import type { ContentSource } from '../domain/journey-input.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { readFolder } from '../services/github/read-folder.ts';
import { contentRef } from '../domain/names.ts';
import { VersionNotFound } from './errors/version-not-found.ts';
import { describeProposal, findProposals } from './proposals.ts';
import type { RequestedSource } from './requested-source.ts';

/** What is needed to find a content. */
export interface ContentPlace {
  readonly storage: GitHubStorage;
  readonly pipeline: Pipeline;
}

/**
 * Makes sure that the requested content is there, and puts a folder's where a journey can reach it: under a ref
 * of ours in the storage. May run twice: the same folder gives the same tree under the same ref.
 *
 * @throws {@link VersionNotFound} when there is no such content.
 * @throws what {@link readFolder} throws for a folder that is no such package version.
 */
export async function placeRequestedContent(
  { storage, pipeline }: ContentPlace,
  packageVersion: PackageVersion,
  source: RequestedSource,
): Promise<ContentSource> {
  if (source.kind === 'folder') {
    const folder = await readFolder(source.path, packageVersion);
    const { tree } = await storage.uploadContent(packageVersion, folder.files);
    return { kind: 'uploaded', tree, ref: contentRef(packageVersion, tree) };
  }
  if (source.kind === 'storage') {
    const branches = pipeline.stages.map(({ branch }) => branch);
    const looks = await storage.lookAtBranches(packageVersion, branches);
    const isThere = branches.some((branch) => typeof looks[branch]?.versionTree === 'string');
    if (!isThere) throw await explainMissing({ storage, pipeline }, packageVersion);
    return source;
  }
  await findRequestedTree(storage, packageVersion, source);
  return source;
}

/**
 * The files of the requested content, to compare them with those that travel. Writes nothing.
 *
 * @returns undefined for `storage`: who names no content is content with any.
 * @throws as {@link placeRequestedContent} does.
 */
export async function readRequestedContent(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  source: RequestedSource,
): Promise<ContentFiles | undefined> {
  if (source.kind === 'storage') return undefined;
  if (source.kind === 'folder') return (await readFolder(source.path, packageVersion)).contentFiles;
  const tree = await findRequestedTree(storage, packageVersion, source);
  return (await storage.readContent(tree)).files;
}

/** A version that no branch holds may be on its way to one: in somebody's pull request. */
async function explainMissing(
  { storage, pipeline }: ContentPlace,
  packageVersion: PackageVersion,
): Promise<VersionNotFound> {
  const branches = pipeline.stages.map(({ branch }) => branch).join(', ');
  const proposals = await findProposals(storage, packageVersion, pipeline);
  if (proposals.length === 0)
    return new VersionNotFound(packageVersion, `on none of the branches ${branches}`);
  const commands = proposals.flatMap(({ command }) => command ?? []);
  return new VersionNotFound(
    packageVersion,
    `on none of the branches ${branches}, but ${proposals.map(describeProposal).join(', and ')}`,
    commands.length === 0
      ? undefined
      : `Take it over: ${commands.map((command) => `\`${command}\``).join(', or ')}.`,
  );
}

async function findRequestedTree(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  source: Extract<RequestedSource, { kind: 'ref' | 'pull-request' }>,
): Promise<string> {
  if (source.kind === 'ref') {
    const found = await storage.findTree(source.ref, source.path);
    if (typeof found?.tree === 'string') return found.tree;
    const where =
      found === null
        ? `not to be had: there is no ref "${source.ref}"`
        : `not at ${source.ref}:${source.path}`;
    throw new VersionNotFound(packageVersion, where);
  }
  const look = await storage.lookAtPullRequest({ number: source.number, packageVersion });
  if (look === null)
    throw new VersionNotFound(packageVersion, `in no pull request #${source.number}: there is none`);
  if (look.state !== 'OPEN') {
    throw new VersionNotFound(
      packageVersion,
      `in no open pull request: #${source.number} is ${look.state.toLowerCase()}`,
    );
  }
  if (look.headVersionTree !== null) return look.headVersionTree;
  throw new VersionNotFound(packageVersion, `not in pull request #${source.number}`);
}
