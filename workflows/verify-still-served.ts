import {
  addNote,
  findAgain,
  buildFor,
  loseAt,
  type StepResult,
  type StepState,
} from '../domain/journey-state.ts';
import { letGoBefore, removeAgain } from '../domain/put-back.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { StillServedSighting } from '../activities/await-still-served.ts';
import { pinAccepted } from './accepted-content.ts';
import type { Journey } from './journey.ts';
import { now } from './now.ts';
import { rebuildLost } from './rebuild-lost.ts';
import { waitForRollOut } from './roll-out-reminder.ts';
import { watchBeside, watchRegistry } from './watch-registry.ts';

/**
 * Watches a registry whose branch let go of the version: it must go on serving it, from the branch of a more
 * mature stage. When it does not, that is an incident: the journey says so at once, and a person has it repaired.
 * The seconds of the gap stand in the result.
 */
export async function verifyStillServed(journey: Journey, step: StepState): Promise<StepResult> {
  const { stage } = step;
  const version = formatPackageVersion(journey.input.packageVersion);
  let seenDifference: string | undefined;
  let gapMs = 0;
  let since = now();
  // A loss is told when it is seen, and once more when a build that was to mend it is done.
  let isTold = false;
  const letGo = letGoBefore(journey.state, step);
  let isReturned = false;
  let build = buildFor(journey.state, step);
  let wait = waitForRollOut(
    journey,
    stage,
    `for the registry of ${stage} to go on serving ${version}`,
    build,
  );
  try {
    for (;;) {
      await pinAccepted(journey);
      const { lost } = journey.state;
      const lostAt = lost?.stage === stage ? lost.at : undefined;
      if (seenDifference === undefined && !isReturned && (lostAt === undefined || !isTold)) wait.show();
      const terms = { lostAt, isTold, since, seenDifference, build, letGo, isReturned };
      const looked = await watchRegistry(journey, stage, terms);
      let sighting: StillServedSighting;
      if (looked.kind === 'seen') {
        sighting = looked.seen;
      } else {
        if (looked.by === 'message') continue;
        seenDifference = undefined;
        if (lostAt === undefined) {
          if (isReturned && letGo !== undefined) journey.interrupt((state) => removeAgain(state, letGo));
          continue;
        }
        const rebuilt = await rebuildLost(journey, step, build, () =>
          watchBeside(journey, stage, { ...terms, seenDifference, isTold: true }),
        );
        if (rebuilt.kind === 'built') {
          ({ build } = rebuilt);
          wait.end();
          wait = waitForRollOut(
            journey,
            stage,
            `for the registry of ${stage} to serve ${version} again, by build ${build.number}`,
            build,
          );
          isTold = false;
          continue;
        }
        sighting = rebuilt.seen;
      }
      switch (sighting.kind) {
        case 'served':
          return {
            kind: 'proof',
            sentence: sighting.sentence,
            ...(gapMs > 0 && { gapSeconds: Math.ceil(gapMs / 1_000) }),
          };
        case 'returned':
          isReturned = true;
          journey.change((state) => addNote(state, sighting.sentence));
          journey.needAttention(
            'removal-undone',
            `${sighting.sentence}. \`limelight retry ${version}\` takes it out once more, \`limelight undo-cleanup ${version} --stage ${letGo ?? stage} --reason ...\` lets it stay`,
          );
          break;
        case 'vanished': {
          const { at, sentence } = sighting;
          isTold = true;
          if (lostAt === undefined) journey.change((state) => loseAt(addNote(state, sentence), stage, at));
          journey.needAttention(
            'vanished',
            `${sentence}. It is watched, and goes on by itself when it is back. \`limelight repair ${version} --reason ...\` has the images built again in the right order; with \`--put-back\` it returns to the branch first`,
          );
          break;
        }
        case 'back': {
          const { at } = sighting;
          gapMs += Date.parse(at) - Date.parse(lostAt ?? at);
          since = at;
          isReturned = false;
          journey.change((state) => findAgain(addNote(state, `${stage} serves it again since ${at}`)));
          break;
        }
        case 'differs':
          seenDifference = sighting.sentence;
          isReturned = false;
          journey.needAttention('content-differs', sighting.sentence, sighting.found);
          break;
      }
    }
  } finally {
    wait.end();
  }
}
