import { isDeepStrictEqual } from 'node:util';
import { compareContent, isSameContent } from '../domain/content.ts';
import type { JourneyPurpose } from '../domain/journey-input.ts';
import type { JourneyState } from '../domain/journey-state.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Route } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { ContentDiffers } from './errors/content-differs.ts';
import { PurposeDiffers } from './errors/purpose-differs.ts';
import { ContentUnknown } from './errors/content-unknown.ts';
import { RouteDiffers } from './errors/route-differs.ts';
import { readRequestedContent } from './requested-content.ts';
import type { RequestedSource } from './requested-source.ts';

/** What was asked for while a journey of the version runs. */
export interface RepeatedStart {
  readonly packageVersion: PackageVersion;
  readonly source: RequestedSource;
  readonly route: Route;
  readonly purpose?: JourneyPurpose;
}

/**
 * Refuses a start that asks for something else than the running journey does. Reads only.
 *
 * @throws {@link RouteDiffers}, {@link ContentDiffers}, or {@link ContentUnknown} while the running journey has
 *   not looked at its own content.
 */
export async function refuseOtherJourney(
  storage: GitHubStorage,
  requested: RepeatedStart,
  running: JourneyState,
): Promise<void> {
  const { packageVersion, source, route, purpose } = requested;
  if (running.purpose !== purpose) throw new PurposeDiffers(packageVersion, running.purpose);
  if (running.route.join() !== route.join()) throw new RouteDiffers(packageVersion, running.route, route);
  if (isDeepStrictEqual(running.source, source)) return;

  const wanted = await readRequestedContent(storage, packageVersion, source);
  if (wanted === undefined) return;
  const tree = treeOf(running);
  if (tree === undefined) throw new ContentUnknown(packageVersion);
  const { files } = await storage.readContent(tree);
  const difference = compareContent(files, wanted);
  if (!isSameContent(difference)) throw new ContentDiffers(packageVersion, difference);
}

function treeOf({ content, source }: JourneyState): string | undefined {
  if (content !== undefined) return content.tree;
  return source.kind === 'uploaded' ? source.tree : undefined;
}
