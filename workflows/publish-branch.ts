import type { PublishedBuild } from '../domain/build.ts';
import type { BuildRequest } from '../domain/builds.ts';
import { lastBuildOf, lastChangeOf, type StepResult, type StepState } from '../domain/journey-state.ts';
import type { PublisherWord, PublishRequest } from '../domain/publisher-state.ts';
import type { Looked } from './dealings.ts';
import type { Journey } from './journey.ts';

/**
 * Asks the branch's publisher for an image that holds what the journey did, and waits for its answer. A failing
 * build is the publisher's problem, one for all who wait; the journey says that it is held, and `retry` on the
 * journey is passed on.
 */
export async function publishBranch(journey: Journey, step: StepState): Promise<StepResult> {
  return publish(journey, step, requestOf(journey, step.stage), 0);
}

/**
 * Asks for a new image of a stage that lost the version: one whose build starts after the last had finished.
 *
 * @param last - the build that is not good enough; undefined where this journey asked for none.
 */
export async function publishAgain(
  journey: Journey,
  step: StepState,
  last: PublishedBuild | undefined,
): Promise<PublishedBuild> {
  const { stage } = step;
  const request = requestOf(journey, stage);
  const after = last === undefined ? [] : [{ stage, build: last.number, finishedAt: last.finishedAt }];
  const layers = [...request.layers, ...after];
  const { build } = await publish(journey, step, { ...request, layers }, last?.number ?? 0);
  return build;
}

async function publish(
  journey: Journey,
  { id, stage }: StepState,
  wanted: BuildRequest,
  /** Tells the requests of one step apart. */
  serial: number,
): Promise<StepResult & { kind: 'build' }> {
  const { workflowId, firstRunId } = journey.marker(id);
  const request: PublishRequest = { id: `${firstRunId}/${id}/${serial}`, workflowId, ...wanted };
  journey.awaitAnswer(request.id);
  let seen: PublisherWord | undefined;
  for (;;) {
    if (seen?.kind === 'held') journey.needAttention('publisher-held', seen.sentence);
    else journey.waitFor('build', `for a build of ${stage}`);
    const told = lastRetry(journey, seen);
    const looked: Looked<PublisherWord> = await journey.look(
      `Ask publisher/${stage} for an image`,
      (activities) =>
        activities.askPublisher({
          stage,
          request,
          timing: journey.input.timing,
          deploy: journey.stage(stage).deploy,
          ...(seen !== undefined && { seen }),
          ...(told !== undefined && { retry: told }),
        }),
    );
    if (journey.answer !== undefined) return { kind: 'build', build: journey.answer.build };
    if (looked.kind === 'woken') continue;
    seen = looked.seen;
    if (seen.kind === 'published') return { kind: 'build', build: seen.build };
  }
}

/** What the image must hold: the journey's last commit on the branch, on top of the builds of the layers below. */
function requestOf(journey: Journey, stage: string): BuildRequest {
  const commit = lastChangeOf(journey.state, stage);
  const layers = journey.stage(stage).serves.flatMap((served) => {
    const build = served === stage ? undefined : lastBuildOf(journey.state, served);
    return build === undefined ? [] : [{ stage: served, build: build.number, finishedAt: build.finishedAt }];
  });
  return { ...(commit !== undefined && { commit }), layers };
}

/** What a person told the journey since the publisher is held, to be passed on. */
function lastRetry(journey: Journey, seen: PublisherWord | undefined) {
  if (seen?.kind !== 'held') return undefined;
  const decision = journey.state.decisions.findLast(
    ({ kind, applied, at }) => kind === 'retry' && applied && at >= seen.since,
  );
  if (decision === undefined) return undefined;
  const { actor, reason } = decision;
  return { heldSince: seen.since, actor, ...(reason !== undefined && { reason }) };
}
