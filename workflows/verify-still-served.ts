import { addNote, lastBuildOf, type StepResult, type StepState } from '../domain/journey-state.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { StillServedSighting } from '../activities/await-still-served.ts';
import type { Journey } from './journey.ts';
import { publishAgain } from './publish-branch.ts';
import { pinnedContent } from './take-bearings.ts';

/**
 * Watches a registry whose branch let go of the version: it must go on serving it, from the branch of a more
 * mature stage. When it does not, that is an incident: the journey says so at once, and `retry` has the image
 * built again on the layers of that moment. The seconds of the gap stand in the result.
 */
export async function verifyStillServed(journey: Journey, step: StepState): Promise<StepResult> {
  const { stage } = step;
  let seenDifference: string | undefined;
  let lostAt: string | undefined;
  let gapMs = 0;
  let rebuilds = 0;
  let build = lastBuildOf(journey.state, stage)?.number;
  for (;;) {
    if (seenDifference === undefined && lostAt === undefined) {
      journey.waitFor(
        'registry',
        `the registry of ${stage} to go on serving ${formatPackageVersion(journey.input.packageVersion)}`,
      );
    }
    const retries = journey.retries;
    const sighting = await watch(journey, stage, { isLost: lostAt !== undefined, seenDifference, build });
    switch (sighting?.kind) {
      case 'served':
        return {
          kind: 'proof',
          sentence: sighting.sentence,
          ...(gapMs > 0 && { gapSeconds: Math.ceil(gapMs / 1_000) }),
        };
      case 'vanished': {
        const { at, sentence } = sighting;
        lostAt = at;
        journey.change((state) => addNote(state, sentence));
        journey.needAttention(
          'vanished',
          `${sentence}. It is watched, and goes on by itself when it is back; retry has the image built again`,
        );
        break;
      }
      case 'back': {
        const { at } = sighting;
        gapMs += Date.parse(at) - Date.parse(lostAt ?? at);
        lostAt = undefined;
        journey.change((state) => addNote(state, `${stage} serves it again since ${at}`));
        break;
      }
      case 'differs':
        seenDifference = sighting.sentence;
        journey.needAttention('content-differs', sighting.sentence);
        break;
      case undefined:
        if (journey.retries === retries) break;
        seenDifference = undefined;
        if (lostAt === undefined) break;
        rebuilds += 1;
        build = await publishAgain(journey, step, rebuilds);
    }
  }
}

function watch(
  journey: Journey,
  stage: string,
  {
    isLost,
    seenDifference,
    build,
  }: { isLost: boolean; seenDifference: string | undefined; build: number | undefined },
): Promise<StillServedSighting | undefined> {
  const { packageVersion, timing } = journey.input;
  return journey.look(
    `Watch that the registry of ${stage} goes on serving ${formatPackageVersion(packageVersion)}`,
    (activities) =>
      activities.awaitStillServed({
        stage,
        packageVersion,
        content: pinnedContent(journey),
        policy: journey.stage(stage).proof,
        isLost,
        timing,
        ...(seenDifference !== undefined && { seenDifference }),
        ...(build !== undefined && { build }),
      }),
  );
}
