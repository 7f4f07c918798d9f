import { checkPipeline, checkRoute, type Pipeline, type Route, type Stage } from './pipeline.ts';

/**
 * `add` and `remove` change the stage's branch; `publish` builds its image; `verify` proves that its registry serves
 * the version, and `verify-gone` that it does not any more.
 */
export type StepKind = 'add' | 'remove' | 'publish' | 'verify' | 'verify-gone';

/** One step of a plan. */
export interface PlannedStep {
  /** Unique in the plan, such as `add-staging`, or `publish-snapshot-2` for the second of its kind there. */
  readonly id: string;
  readonly kind: StepKind;
  readonly stage: string;
  /** The stage of the route that this step belongs to: what happens on the way to `staging` has `staging` here. */
  readonly towards: string;
}

/**
 * Derives the steps of a route; they are never typed out.
 *
 * For each stage of the route: add, publish, verify. Then, the most mature first, publish and verify every
 * other registry that serves this branch and does not yet serve the version through another branch that holds
 * it. Then, if the route has a stage before: remove the version from its branch, and publish and verify every
 * registry that serves that branch, the most mature first, because each image is built from the more mature
 * ones.
 *
 * @throws {@link InvalidPipeline} when the pipeline or the route makes no sense.
 */
export function plan(pipeline: Pipeline, route: Route): PlannedStep[] {
  checkPipeline(pipeline);
  checkRoute(pipeline, route);
  const mostMatureFirst = pipeline.stages.toReversed();
  const serving = (branchOf: string): Stage[] =>
    mostMatureFirst.filter(({ serves }) => serves.includes(branchOf));
  const steps: PlannedStep[] = [];
  const holders = new Set<string>();

  route.forEach((towards, position) => {
    const push = (kind: StepKind, stage: string): void => {
      const count = steps.filter((step) => step.kind === kind && step.stage === stage).length + 1;
      steps.push({
        id: count === 1 ? `${kind}-${stage}` : `${kind}-${stage}-${count}`,
        kind,
        stage,
        towards,
      });
    };
    const publishAndVerify = (stage: string): void => {
      push('publish', stage);
      push('verify', stage);
    };

    push('add', towards);
    publishAndVerify(towards);
    for (const other of serving(towards)) {
      const servesAlready = other.serves.some((stage) => holders.has(stage));
      if (other.name !== towards && !servesAlready) publishAndVerify(other.name);
    }
    holders.add(towards);

    const before = route[position - 1];
    if (before === undefined) return;
    push('remove', before);
    holders.delete(before);
    for (const { name } of serving(before)) publishAndVerify(name);
  });
  return steps;
}
