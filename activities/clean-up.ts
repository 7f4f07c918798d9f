import { closingMarker, parseMarker } from '../domain/names.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { withdrawRequest } from './publisher.ts';
import type { Services } from './services.ts';

/** A head that the journey opened, or may have been about to open; then its number is not known. */
export interface KnownHead {
  readonly number?: number;
  readonly head: string;
}

export interface CleanUpInput {
  readonly packageVersion: PackageVersion;
  readonly workflowId: string;
  /** What to write on a pull request that is closed. */
  readonly comment: string;
  /** What the journey knows of, and takes back also where a look does not find it. */
  readonly known: readonly KnownHead[];
  /** The ref that keeps the uploaded content alive. */
  readonly contentRef?: string;
  /** What it asked of the publisher of a stage, and was not answered. */
  readonly request?: { readonly stage: string; readonly id: string };
}

/** What an aborted journey took back. */
export interface CleanedUp {
  /** Numbers of the pull requests that were closed. */
  readonly closed: readonly number[];
  /** Branches and refs that were deleted. */
  readonly deleted: readonly string[];
  /** The stage at whose publisher a request was withdrawn. */
  readonly withdrawn?: string;
}

/**
 * Withdraws what the journey of a package version asked of a publisher, closes what it has open, and deletes its
 * branches and refs. What the journey knows of is taken back by its name, because what was written a moment ago is on
 * no list yet; and it looks what else is there, so that it also finds what a lost answer left behind. It touches
 * nothing without our prefix and marker.
 *
 * May run twice: a pull request has its comment before it is closed, and one that has it is not told again.
 */
export async function cleanUp({ storage }: Services, input: CleanUpInput): Promise<CleanedUp> {
  const { packageVersion, workflowId, known, comment, request } = input;
  // First of all: a build that is queued for nobody else may begin at any moment.
  const isWithdrawn = request !== undefined && (await withdrawRequest(request.stage, request.id));
  const open = await storage.findOpenChanges(packageVersion);
  const ours = open.filter(({ body }) => parseMarker(body)?.workflowId === workflowId);
  const closed: number[] = [];
  for (const number of new Set([...known, ...ours].flatMap((change) => change.number ?? []))) {
    const told = { marker: closingMarker(workflowId), body: comment };
    if (await storage.closePullRequest(number, told)) closed.push(number);
  }
  const deleted: string[] = [];
  const branches = [...known.map(({ head }) => head), ...(await storage.findBranches(packageVersion))];
  for (const branch of new Set(branches)) if (await storage.deleteBranch(branch)) deleted.push(branch);
  const refs = [
    ...(input.contentRef === undefined ? [] : [input.contentRef]),
    ...(await storage.findContentRefs(packageVersion)),
  ];
  for (const ref of new Set(refs)) if (await storage.deleteRef(ref)) deleted.push(ref);
  return { closed, deleted, ...(isWithdrawn && { withdrawn: request.stage }) };
}
