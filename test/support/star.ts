import { expect } from 'vitest';
import { lookAtServed } from '../../services/registry/verify.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { JourneyResult } from '../../domain/journey-state.ts';
import type { StartedJourney } from '../../client/journeys.ts';
import type { RequestedSource } from '../../client/requested-source.ts';
import type { World } from './world.ts';

const BRANCHES = ['snapshot', 'staging', 'production'] as const;

/** What the storage holds besides the versions that travel, by branch: journeys must leave it as it is. */
export function picture(world: World, ...texts: readonly string[]): Record<string, string[]> {
  const versions = texts.map(parsePackageVersion);
  return Object.fromEntries(BRANCHES.map((branch) => [branch, world.filesBesides(branch, ...versions)]));
}

/** Starts a journey, as a person does with `limelight start`. */
export async function depart(
  world: World,
  text: string,
  source: RequestedSource = { kind: 'storage' },
  route: readonly string[] = world.config.route,
): Promise<StartedJourney> {
  return world.journeys.start({
    packageVersion: parsePackageVersion(text),
    source,
    route,
    requester: 'author',
  });
}

/** Starts a journey and follows it to its end, with a worker that runs meanwhile. */
export async function travel(
  world: World,
  text: string,
  source?: RequestedSource,
  route?: readonly string[],
): Promise<JourneyResult> {
  return world.withWorker(async () => {
    await depart(world, text, source, route);
    return world.handle(text).result();
  });
}

/**
 * Asserts that a version is a star: production has the very tree, the other branches do not have it, nothing
 * else changed anywhere, all registries serve every file of it, and no branch or ref of ours is left.
 *
 * @param before - a {@link picture} from before the journey.
 * @param companions - the versions that travelled at the same time: the picture was taken without them, too.
 */
export async function expectStar(
  world: World,
  text: string,
  result: JourneyResult,
  tree: string,
  before: Record<string, string[]>,
  companions: readonly string[] = [],
): Promise<void> {
  const packageVersion = parsePackageVersion(text);
  expect(result.outcome).toBe('star');
  expect(BRANCHES.map((branch) => world.treeOf(branch, packageVersion))).toEqual([
    undefined,
    undefined,
    tree,
  ]);
  expect(picture(world, text, ...companions)).toEqual(before);
  const { files } = await world.services.storage.readContent(tree);
  for (const stage of BRANCHES) {
    const look = await lookAtServed(world.services.registryOf(stage), {
      packageVersion,
      level: 'full',
      files,
    });
    expect(look).toMatchObject({ verdict: 'served' });
  }
  expect(world.git('for-each-ref', '--format=%(refname)', 'refs/heads/limelight', 'refs/limelight')).toBe('');
}
