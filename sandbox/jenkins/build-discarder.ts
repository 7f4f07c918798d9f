import type { Build } from './build-model.ts';

/** How many builds of a job are kept, as the real Jenkinsfile says. */
const KEPT_BUILDS = 20;

/**
 * What is left of a job's builds when one has ended. Those that run stay, and so do the last one that succeeded and
 * the last one that at least was not worse than unstable, however old they are.
 *
 * @param builds - the newest first.
 */
export function discardOld(builds: readonly Build[]): Build[] {
  const ended = builds.filter(({ building }) => !building);
  const stable = ended.find(({ result }) => result === 'SUCCESS');
  const successful = ended.find(({ result }) => result === 'SUCCESS' || result === 'UNSTABLE');
  return builds.filter(
    (build, position) => position < KEPT_BUILDS || build.building || build === stable || build === successful,
  );
}
