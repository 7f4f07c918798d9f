import { checkPackageVersion, type PackageVersion } from './package-version.ts';
import type { Pipeline, Route } from './pipeline.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';

/**
 * Where the content of the version comes from.
 * - `uploaded`: a folder that the client wrote to the storage as a tree, kept alive by a ref of ours.
 * - `ref`: a branch, tag or commit of the storage, and the path of the package's folder there.
 * - `pull-request`: somebody else's open pull request to a stage of the route, adopted by number.
 * - `storage`: it stands on a stage's branch already; the most mature one counts.
 */
export type ContentSource =
  | { readonly kind: 'uploaded'; readonly tree: string; readonly ref: string }
  | { readonly kind: 'ref'; readonly ref: string; readonly path: string }
  | { readonly kind: 'pull-request'; readonly number: number }
  | { readonly kind: 'storage' };

/**
 * Why a version travels, where it is not to become a star: it goes back to where a clean-up took it from, or it is
 * taken out of everything.
 */
export type JourneyPurpose = 'undo-cleanup' | 'withdraw';

/** What starts a journey. Plain JSON; it pins what stages mean, never where services are, and no secret. */
export interface JourneyInput {
  readonly packageVersion: PackageVersion;
  readonly source: ContentSource;
  readonly route: Route;
  readonly pipeline: Pipeline;
  /** Who asked for the journey: a login or a name. */
  readonly requester: string;
  readonly timing: Timing;
  readonly purpose?: JourneyPurpose;
  /** Why it was asked for, in the words of who asked. */
  readonly reason?: string;
}

/** Why an input makes no sense; `message` says it in a sentence. */
class InvalidInput extends Error {
  override name = 'InvalidInput' as const;
}

/** What journeys of old were not given: their histories must replay. */
const LATER_DURATIONS: ReadonlySet<string> = new Set<keyof Timing>(['commentMs', 'silenceMs']);

/**
 * Checks what anybody who can start a workflow may have got wrong; the client does not send such. Pipeline and
 * route are checked where the plan is made.
 *
 * @throws {@link InvalidPackageVersion}, or an error that names what is missing.
 */
export function checkInput({ packageVersion, source, requester, timing }: JourneyInput): void {
  checkPackageVersion(packageVersion);
  if (!['uploaded', 'ref', 'pull-request', 'storage'].includes(source.kind)) {
    throw new InvalidInput('source.kind must be uploaded, ref, pull-request or storage.');
  }
  if (typeof requester !== 'string' || requester === '')
    throw new InvalidInput('requester must say who asks.');
  for (const name of Object.keys(DEFAULT_TIMING)) {
    const value: unknown = Object.entries(timing).find(([key]) => key === name)?.[1];
    if (LATER_DURATIONS.has(name) && value === undefined) continue;
    if (typeof value !== 'number' || !(value > 0))
      throw new InvalidInput(`timing.${name} must be milliseconds above 0.`);
  }
}
