import type { BuildRequest } from '../domain/builds.ts';
import { lastBuildOf, lastChangeOf, type StepResult, type StepState } from '../domain/journey-state.ts';
import type { BuildSighting } from '../activities/builds.ts';
import type { Journey } from './journey.ts';

/** How often a build that got lost is triggered anew before a person is asked. */
const MOST_TRIGGERS = 5;

/**
 * Sees to it that an image of the stage is published that holds what the journey did: the last commit on its
 * branch, on top of the images that the journey published for the more mature stages.
 */
export async function publishBranch(journey: Journey, step: StepState): Promise<StepResult> {
  const { stage } = step;
  const request = requestOf(journey, stage);
  let triggers = 0;
  let passOver = 0;
  for (;;) {
    journey.waitFor('build', `a build of ${stage}`);
    const asked = await journey.write(`Request a build of ${stage}`, (activities) =>
      activities.requestBuild({ stage, request, passOver }),
    );
    if (asked.kind === 'expected' && asked.triggered) triggers += 1;
    if (asked.kind === 'expected') passOver = asked.passOver ?? passOver;
    const sighting = await followBuild(journey, stage, request, passOver, asked);
    switch (sighting.kind) {
      case 'published':
        return { kind: 'build', build: sighting.build, triggered: triggers > 0 };
      case 'red':
        passOver = sighting.number;
        break;
      case 'missing':
        if (triggers >= MOST_TRIGGERS) {
          await journey.askPerson(
            'build-missing',
            `${triggers} builds of ${stage} were triggered and none holds the commit: look at the job`,
          );
          triggers = 0;
        }
    }
  }
}

/** Watches the builds until one will do or none is to be expected. `red`: a person wants a new one. */
async function followBuild(
  journey: Journey,
  stage: string,
  request: BuildRequest,
  passOver: number,
  asked: BuildSighting,
): Promise<Exclude<BuildSighting, { kind: 'expected' }>> {
  let sighting = asked;
  for (;;) {
    if (sighting.kind === 'published' || sighting.kind === 'missing') return sighting;
    if (sighting.kind === 'red') {
      const { number, result, url, log } = sighting;
      journey.needAttention(
        'build-red',
        `build ${number} of ${stage} is ${result} (${url}); its log ends:\n${log}`,
      );
    } else {
      journey.waitFor('build', `a build of ${stage}: ${sighting.sentence}`);
    }
    const red = sighting.kind === 'red' ? { seenRed: sighting.number } : {};
    const retries = journey.retries;
    const next: BuildSighting | undefined = await journey.look(`Watch the builds of ${stage}`, (activities) =>
      activities.awaitBuild({ stage, request, passOver, timing: journey.input.timing, ...red }),
    );
    if (sighting.kind === 'red' && journey.retries > retries) return sighting;
    sighting = next ?? sighting;
  }
}

function requestOf(journey: Journey, stage: string): BuildRequest {
  const { serves } = journey.stage(stage);
  const commit = lastChangeOf(journey.state, stage);
  const layers = serves.flatMap((served) => {
    const build = served === stage ? undefined : lastBuildOf(journey.state, served);
    return build === undefined ? [] : [{ stage: served, build: build.number, finishedAt: build.finishedAt }];
  });
  return { ...(commit !== undefined && { commit }), layers };
}
