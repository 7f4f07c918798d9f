import type { PublishedBuild } from '../domain/build.ts';
import type { BuildRequest } from '../domain/builds.ts';
import {
  keepRebuilt,
  lastBuildOf,
  lastChangeOf,
  type StepResult,
  type StepState,
} from '../domain/journey-state.ts';
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
 * Asks for a new image of a stage that lost the version, in the right order: first, the most mature first, for an
 * image of each layer that holds what this journey did there (one that stands is not built again), then for one of
 * the stage itself whose build starts after these, and after its own last one, had finished.
 *
 * @param last - the build that is not good enough; undefined where this journey asked for none.
 */
export async function publishAgain(
  journey: Journey,
  step: StepState,
  last: PublishedBuild | undefined,
): Promise<PublishedBuild> {
  const { stage } = step;
  const layers = await publishLayers(journey, step);
  const request = requestOf(journey, stage);
  const after = last === undefined ? [] : [layerOf(stage, last)];
  const wanted = { ...request, layers: [...layers, ...after] };
  const { build } = await publish(journey, step, wanted, last?.number ?? 0);
  journey.change((state) => keepRebuilt(state, stage, build));
  return build;
}

/**
 * Asks for an image of a stage that has what stands at this commit of a branch which its registry serves: its own, or
 * that of a layer below, whose image is asked for first.
 */
export async function publishCommit(
  journey: Journey,
  { id, stage }: StepState,
  { stage: holder, commit }: { readonly stage: string; readonly commit: string },
): Promise<void> {
  if (holder === stage) {
    await publish(journey, { id, stage }, { ...requestOf(journey, stage), commit }, commit);
    return;
  }
  const { build } = await publish(journey, { id, stage: holder }, { commit, layers: [] }, commit);
  const request = { ...requestOf(journey, stage), layers: [layerOf(holder, build)] };
  await publish(journey, { id, stage }, request, commit);
}

/** The images below a stage's own that hold what the journey did there, asked for anew. */
async function publishLayers(journey: Journey, { id, stage }: StepState): Promise<BuildRequest['layers']> {
  const { pipeline } = journey.input;
  const { serves } = journey.stage(stage);
  const below = pipeline.stages.toReversed().filter(({ name }) => name !== stage && serves.includes(name));
  // The answer to an earlier request may be of an image that was overwritten since.
  const serial = journey.state.decisions.length;
  const layers: BuildRequest['layers'][number][] = [];
  for (const { name } of below) {
    const commit = lastChangeOf(journey.state, name);
    if (commit === undefined) continue;
    const wanted = {
      commit,
      layers: layers.filter((layer) => journey.stage(name).serves.includes(layer.stage)),
    };
    const { build } = await publish(journey, { id, stage: name }, wanted, serial);
    journey.change((state) => keepRebuilt(state, name, build));
    layers.push(layerOf(name, build));
  }
  return layers;
}

function layerOf(stage: string, { number, finishedAt }: PublishedBuild): BuildRequest['layers'][number] {
  return { stage, build: number, finishedAt };
}

async function publish(
  journey: Journey,
  { id, stage }: Pick<StepState, 'id' | 'stage'>,
  wanted: BuildRequest,
  /** Tells the requests of one step apart. */
  serial: number | string,
): Promise<StepResult & { kind: 'build' }> {
  // To ask is to have a build made, and no look, wherever in its step a journey is held.
  await journey.untilFree();
  const { workflowId, firstRunId } = journey.marker(id);
  const request: PublishRequest = {
    id: `${firstRunId}/${id}/${stage}/${describeWanted(wanted)}/${serial}`,
    workflowId,
    ...wanted,
  };
  journey.awaitAnswer(stage, request.id);
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
          layers: journey.stage(stage).serves.filter((served) => served !== stage),
          ...(seen !== undefined && { seen }),
          ...(told !== undefined && { retry: told }),
        }),
    );
    const build = journey.answer?.build ?? publishedIn(looked);
    if (build !== undefined) {
      journey.closeRequest();
      return { kind: 'build', build };
    }
    if (looked.kind === 'seen') seen = looked.seen;
  }
}

function publishedIn(looked: Looked<PublisherWord>): PublishedBuild | undefined {
  return looked.kind === 'seen' && looked.seen.kind === 'published' ? looked.seen.build : undefined;
}

/** Tells requests of one step apart that ask for something else: a step that is begun anew may ask for more. */
function describeWanted({ commit = 'none', layers }: BuildRequest): string {
  return [commit.slice(0, 12), ...layers.map((layer) => `${layer.stage}:${layer.build}`)].join('+');
}

/** What the image must hold: the journey's last commit on the branch, on top of the builds of the layers below. */
function requestOf(journey: Journey, stage: string): BuildRequest {
  const commit = lastChangeOf(journey.state, stage);
  const layers = journey.stage(stage).serves.flatMap((served) => {
    const build = served === stage ? undefined : lastBuildOf(journey.state, served);
    return build === undefined ? [] : [layerOf(served, build)];
  });
  return { ...(commit !== undefined && { commit }), layers };
}

/** What a person told the journey since the publisher is held, to be passed on. */
function lastRetry(journey: Journey, seen: PublisherWord | undefined) {
  if (seen?.kind !== 'held') return undefined;
  const decision = journey.state.decisions.findLast(
    ({ kind, way, applied, at }) =>
      (kind === 'retry' || (kind === 'repair' && way === 'rebuild')) && applied && at >= seen.since,
  );
  if (decision === undefined) return undefined;
  const { actor, reason } = decision;
  return { heldSince: seen.since, actor, ...(reason !== undefined && { reason }) };
}
