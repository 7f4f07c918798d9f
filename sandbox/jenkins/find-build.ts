import type { Build, Job } from './build-model.ts';

const isOver = ({ building }: Build): boolean => !building;
/** Names that lead to a build, besides its number. */
const PERMALINKS: Readonly<Record<string, (build: Build) => boolean>> = {
  lastBuild: () => true,
  lastCompletedBuild: isOver,
  lastSuccessfulBuild: (build) =>
    isOver(build) && (build.result === 'SUCCESS' || build.result === 'UNSTABLE'),
  lastStableBuild: (build) => isOver(build) && build.result === 'SUCCESS',
  lastUnstableBuild: (build) => isOver(build) && build.result === 'UNSTABLE',
  lastFailedBuild: (build) => isOver(build) && build.result === 'FAILURE',
  lastUnsuccessfulBuild: (build) => isOver(build) && build.result !== 'SUCCESS',
};

/** A build by its number, or by a permalink. */
export function findBuild({ builds }: Job, name: string): Build | undefined {
  const fits = PERMALINKS[name] ?? (({ number }: Build) => String(number) === name);
  return builds.find(fits);
}
