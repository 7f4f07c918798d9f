import { parseMarker } from '../domain/names.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Services } from './services.ts';

export interface CleanUpInput {
  readonly packageVersion: PackageVersion;
  readonly workflowId: string;
  /** What to write on a pull request that is closed. */
  readonly comment: string;
}

/** What an aborted journey took back. */
export interface CleanedUp {
  /** Numbers of the pull requests that were closed. */
  readonly closed: readonly number[];
  /** Branches and refs that were deleted. */
  readonly deleted: readonly string[];
}

/**
 * Closes what the journey of a package version has open and deletes its branches and refs. It looks at what is
 * there instead of remembering what was made, so that it also finds what a lost answer left behind, and it
 * touches nothing without our prefix and marker. May run twice: the second finds nothing.
 */
export async function cleanUp({ storage }: Services, input: CleanUpInput): Promise<CleanedUp> {
  const open = await storage.findOpenChanges(input.packageVersion);
  const ours = open.filter(({ body }) => parseMarker(body)?.workflowId === input.workflowId);
  for (const { number } of ours) {
    // In this order a second run, which finds it closed, does not comment twice.
    await storage.closePullRequest(number);
    await storage.comment(number, input.comment);
  }
  const branches = await storage.findBranches(input.packageVersion);
  for (const branch of branches) await storage.deleteBranch(branch);
  const refs = await storage.findContentRefs(input.packageVersion);
  for (const ref of refs) await storage.deleteRef(ref);
  return { closed: ours.map(({ number }) => number), deleted: [...branches, ...refs] };
}
