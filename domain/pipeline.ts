import type { ApprovalPolicy } from './approval-policy.ts';
import type { Reminders } from './reminders.ts';

/** The kinds of step that a policy may let a person skip: not the addition, without which there is no journey. */
export type SkippableKind = 'remove' | 'publish' | 'verify';

/** What becomes of an older version of a package when a newer one sets out: both travel, or the older one is stopped. */
export type SupersedePolicy = 'side-by-side' | 'stop-older';

/** How closely a registry's content is compared: every file, the list of files and two of them, or its being there. */
export type ContentLevel = 'full' | 'manifest' | 'presence';

/** How the image of a build comes to the pods of a stage's registry. */
export interface Deploy {
  /**
   * `automatic`: somebody or something sees to it, and the registry is watched. `manual`: a person does, and may say
   * so. `webhook`, `kubernetes`: the stage's publisher orders it when a build is done.
   */
  readonly mode: 'automatic' | 'manual' | 'webhook' | 'kubernetes';
  /** For how long a wait for a roll-out may be quiet until it says who must do what. */
  readonly remindMs: number;
}

/** What one stage means. Where its services are (addresses) is the worker's business and never stands here. */
export interface Stage {
  /** `[a-z][a-z0-9_]*`, unique in the pipeline. */
  readonly name: string;
  /** The long-lived branch of the storage. */
  readonly branch: string;
  /** The names of the stages whose branches this stage's registry serves; its own among them. */
  readonly serves: readonly string[];
  readonly approval: ApprovalPolicy;
  readonly checks: {
    /** Names of checks or statuses that must be green besides those that the branch itself requires. */
    readonly required: readonly string[];
    /** What it means that no check has reported: `wait` for one (the default of a configuration), or `pass`. */
    readonly whenNone: 'wait' | 'pass';
  };
  readonly proof: {
    readonly content: ContentLevel;
    /** How many looks in a row must find the version served. */
    readonly looks: number;
    /** Milliseconds between two of these looks; absent: the max-age that the registry's answers carried. */
    readonly spacingMs?: number;
    /** Milliseconds that a roll-out may take: for so long a registry is watched after a removal when nothing witnesses its roll-out. */
    readonly windowMs: number;
    /**
     * True: somebody tells when an image is out (a person, or Kubernetes), so that a watch for which that is known to
     * be asked ends by a word or a witness, and not by the window. Absent: it ends by the window, too.
     */
    readonly awaitsWord?: boolean;
  };
  readonly deploy: Deploy;
  /** What leads on from this stage; absent: nothing but its proof. */
  readonly promotion?: {
    readonly mode: 'automatic' | 'manual';
    /** Milliseconds that a version stays here, from the proof of its registry on, before it goes on. */
    readonly soakMs?: number;
  };
  /** The kinds of step at this stage that a person may skip; absent: none. */
  readonly skippable?: readonly SkippableKind[];
  /** What becomes of an older version that is at this stage when a newer one sets out; absent: both travel. */
  readonly supersede?: SupersedePolicy;
  /** What is done about a wait that nobody ends; absent: nothing. */
  readonly reminders?: Reminders;
}

/** The stages, the least mature first. */
export interface Pipeline {
  readonly stages: readonly Stage[];
}

/** The names of the stages that a journey visits, in the pipeline's order. */
export type Route = readonly string[];

/** Why a pipeline or a route makes no sense; `message` says it in a sentence. */
export class InvalidPipeline extends Error {
  override name = 'InvalidPipeline' as const;
}

const STAGE_NAME = /^[a-z][a-z0-9_]*$/;

/** @throws {@link InvalidPipeline} naming the stage and what to write instead. */
export function checkPipeline(pipeline: Pipeline): Pipeline {
  const { stages } = pipeline;
  if (stages.length === 0) throw new InvalidPipeline('A pipeline has at least one stage.');
  refuseDoubles(
    'stage',
    stages.map(({ name }) => name),
  );
  refuseDoubles(
    'branch',
    stages.map(({ branch }) => branch),
  );
  const known = new Set(stages.map(({ name }) => name));
  stages.forEach((stage, position) => {
    if (!STAGE_NAME.test(stage.name)) {
      throw new InvalidPipeline(`"${stage.name}" is no stage name: use a-z, 0-9 and _, a letter first.`);
    }
    refuseDoubles(`stage in "serves" of ${stage.name}`, stage.serves);
    for (const served of stage.serves) {
      if (!known.has(served)) {
        throw new InvalidPipeline(
          `${stage.name} serves "${served}", which is no stage; there are: ${[...known].join(', ')}.`,
        );
      }
    }
    if (!stage.serves.includes(stage.name)) {
      throw new InvalidPipeline(
        `${stage.name} must serve its own branch: add "${stage.name}" to its "serves".`,
      );
    }
    const lessMature = stage.serves.find(
      (served) => stages.findIndex(({ name }) => name === served) < position,
    );
    if (lessMature !== undefined) {
      throw new InvalidPipeline(
        `${stage.name} cannot serve ${lessMature}, which is less mature: what is not ready would be shown to its users.`,
      );
    }
  });
  return pipeline;
}

/** @throws {@link InvalidPipeline} for an empty route, an unknown stage, a stage twice, or stages out of order. */
export function checkRoute(pipeline: Pipeline, route: Route): Route {
  const names = pipeline.stages.map(({ name }) => name);
  if (route.length === 0)
    throw new InvalidPipeline(`A route visits at least one stage of: ${names.join(', ')}.`);
  refuseDoubles('stage of the route', route);
  const unknown = route.find((stage) => !names.includes(stage));
  if (unknown !== undefined) {
    throw new InvalidPipeline(`There is no stage "${unknown}"; the pipeline has: ${names.join(', ')}.`);
  }
  const ordered = names.filter((name) => route.includes(name));
  if (ordered.join() !== route.join()) {
    throw new InvalidPipeline(`The route ${route.join(', ')} is out of order: write ${ordered.join(',')}.`);
  }
  return route;
}

/** The stage of that name. @throws {@link InvalidPipeline} when there is none. */
export function stageNamed(pipeline: Pipeline, name: string): Stage {
  const stage = pipeline.stages.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new InvalidPipeline(`There is no stage "${name}" in the pipeline.`);
  return stage;
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, position) => names.indexOf(name) !== position);
  if (double !== undefined) throw new InvalidPipeline(`The ${what} "${double}" is there twice.`);
}
