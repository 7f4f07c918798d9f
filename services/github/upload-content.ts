import { isUtf8 } from 'node:buffer';
import type { Content } from '../../domain/content.ts';
import { contentRef } from '../../domain/names.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { contentOf } from './git-objects.ts';
import { GitHubAnswerUnexpected } from './github-answer-unexpected.ts';
import type { GitHubConnection } from './github-connection.ts';
import { filesOf, type PackageFile } from './package-file.ts';
import { createRef, readRef } from './refs.ts';
import { createCommit, createTree, type NewTreeEntry } from './write-objects.ts';

/** A request that GitHub still takes with ease; its own limits are not documented. */
const BATCH_BYTES = 1_000_000;
const BATCH_ENTRIES = 500;
/** The commit that holds an uploaded tree says nothing of its own: any fixed date will do. */
const DATE = '2020-01-01T00:00:00Z';

/** See {@link GitHubStorage.uploadContent}. */
export async function uploadContent(
  connection: GitHubConnection,
  packageVersion: PackageVersion,
  files: readonly PackageFile[],
): Promise<Content> {
  if (files.length === 0) throw new TypeError(`${formatPackageVersion(packageVersion)} has no files.`);
  const content = contentOf(filesOf(files));
  const ref = contentRef(packageVersion, content.tree);
  if ((await readRef(connection, ref.slice('refs/'.length))) !== null) return content;

  const entries: SizedEntry[] = [];
  for (const file of files) entries.push(await toEntry(connection, file));
  let tree: string | undefined;
  for (const batch of inBatches(entries)) tree = await createTree(connection, batch, tree);
  if (tree !== content.tree) {
    const operation = 'POST /repos/{owner}/{repo}/git/trees';
    throw new GitHubAnswerUnexpected(
      `GitHub has tree ${tree} where the files of ${formatPackageVersion(packageVersion)} are ${content.tree}.`,
      { operation },
    );
  }
  const message = `Content of ${formatPackageVersion(packageVersion)}`;
  const commit = await createCommit(connection, { tree, parents: [], message, date: DATE });
  await createRef(connection, ref, commit);
  return content;
}

interface SizedEntry {
  readonly size: number;
  readonly entry: NewTreeEntry;
}

/** Text goes into the tree's own request; what JSON cannot carry, or only just, becomes a blob of its own. */
async function toEntry({ rest, at }: GitHubConnection, file: PackageFile): Promise<SizedEntry> {
  const { path, mode, bytes } = file;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer) && !buffer.includes(0) && buffer.length < BATCH_BYTES / 2) {
    const content = buffer.toString('utf8');
    return {
      size: Buffer.byteLength(JSON.stringify(content)) + path.length,
      entry: { path, mode, type: 'blob', content },
    };
  }
  const { data } = await rest.git.createBlob({
    ...at,
    content: buffer.toString('base64'),
    encoding: 'base64',
  });
  return { size: path.length, entry: { path, mode, type: 'blob', sha: data.sha } };
}

function inBatches(entries: readonly SizedEntry[]): NewTreeEntry[][] {
  const batches: NewTreeEntry[][] = [];
  let room = 0;
  for (const { size, entry } of entries) {
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH_ENTRIES || size > room) {
      batches.push([entry]);
      room = BATCH_BYTES - size;
    } else {
      last.push(entry);
      room -= size;
    }
  }
  return batches;
}
