import { brakeNow, type Brake } from './brakes.ts';
import { formatDuration, formatInstant } from './duration.ts';
import { anybody, pageOf, type Outlook, type Remedy, type Scene } from './explanation.ts';
import type { WaitingFor } from './gate.ts';
import { lastBuildOf } from './journey-state.ts';
import { LINE_RUNS, stopFor, type LineScope } from './line.ts';
import { comesFrom, judgePromotion } from './promotion.ts';
import { approversIn } from './who-approves.ts';
import { bringBack } from './why-lost.ts';

/** What a wait of each kind means: who can end it, and what happens by itself. */
const OUTLOOKS: Readonly<Record<WaitingFor, (scene: Scene) => Outlook>> = {
  checks: (scene) => ({
    canAct: pageOf(scene, 'whoever looks after the checks', 'look at the checks'),
    next: `goes on by itself when the checks are green; notices it within ${formatDuration(scene.terms.timing.changeMs)}`,
    // What never reports is ended by no machine.
    isOfMachines: scene.state.change?.checks.silence === undefined,
  }),
  approval: (scene) => ({
    canAct: approversIn(scene),
    next: `merges by itself when enough people have approved; notices it within ${formatDuration(scene.terms.timing.changeMs)}`,
  }),
  github: (scene) => ({
    canAct: pageOf(scene, 'anybody with write access', 'see what is missing'),
    next: `goes on by itself when GitHub allows the merge; notices it within ${formatDuration(scene.terms.timing.changeMs)}`,
  }),
  'merge-queue': (scene) => ({
    canAct:
      scene.state.change?.queue === 'queued'
        ? pageOf(scene, 'anybody', 'look at the queue')
        : pageOf(scene, 'anybody with write access', 'add it to the queue'),
    next: `goes on by itself when the queue has merged it; notices it within ${formatDuration(scene.terms.timing.changeMs)}`,
  }),
  author: (scene) => ({
    canAct: pageOf(scene, scene.state.change?.author || 'its author', 'mark it as ready'),
    next: `goes on by itself when the pull request is no draft any more; notices it within ${formatDuration(scene.terms.timing.changeMs)}`,
  }),
  build: (scene) => ({
    canAct: [
      anybody('see the builds', `limelight publisher ${scene.step?.stage ?? ''}`),
      ...bringBack(scene),
    ],
    next: `goes on by itself when a build that holds its change has ended with success; its publisher looks each ${formatDuration(scene.terms.timing.buildMs)}`,
    isOfMachines: true,
  }),
  registry: (scene) => {
    const rollOut = rollOutBy(scene);
    return {
      canAct: rollOut,
      next: `goes on by itself when the registry was seen to ${scene.step?.kind === 'verify-gone' ? 'serve it no more' : `serve exactly this content, ${looksOf(scene)}`}; looks each ${formatDuration(scene.terms.timing.registryMs)}`,
      isOfMachines: rollOut.length === 0,
    };
  },
  hold: ({ name }) => ({
    canAct: [anybody('let it go on', `limelight resume ${name}`)],
    next: 'nothing: it looks, and changes nothing',
  }),
  line: ({ state, step }) => {
    const stop = stopFor(state.line ?? LINE_RUNS, state.packageVersion.name, step?.stage ?? '');
    return {
      canAct: stop === undefined ? [] : [anybody('let the line go on', resumeLine(stop.scope))],
      next: 'nothing: it goes on by itself when the line does',
    };
  },
  soak: (scene) => {
    const { until, isByItself } = soakOf(scene);
    const then = isByItself ? 'goes on by itself' : 'may be promoted';
    return {
      canAct: [
        anybody('go on before that', `limelight promote ${scene.name} --skip-soak --reason WHY`),
        ...(isByItself ? [] : [anybody('promote it once it has soaked', `limelight promote ${scene.name}`)]),
      ],
      next: until === undefined ? `${then} when it has soaked` : `${then} at ${formatInstant(until)}`,
      isOfMachines: true,
    };
  },
  promotion: ({ name }) => ({
    canAct: [anybody('promote it', `limelight promote ${name}`)],
    next: 'nothing: it goes on as soon as somebody promotes it',
  }),
  person: ({ name }) => ({
    canAct: [anybody('look again', `limelight nudge ${name}`), anybody('give up', `limelight abort ${name}`)],
    next: 'nothing: it goes on as soon as a person has acted',
  }),
};

/** The words for what a journey may wait for. */
export const WAITING_WORDS: readonly string[] = Object.keys(OUTLOOKS);

/** What a wait means for people. */
export function outlookOfWait(kind: WaitingFor, scene: Scene): Outlook {
  return OUTLOOKS[kind](scene);
}

/** What keeps a journey besides what it waits for: a hold or a stopped line that its next write will meet. */
export function brakeBesides(scene: Scene): (Brake & { readonly outlook: Outlook }) | undefined {
  const { state } = scene;
  const brake = brakeNow(state);
  if (brake === undefined || state.waiting?.for === brake.kind) return undefined;
  return { ...brake, outlook: OUTLOOKS[brake.kind](scene) };
}

function rollOutBy({ state, stage }: Scene): Remedy[] {
  if (stage === undefined) return [];
  const build = lastBuildOf(state, stage.name);
  if (stage.deploy.mode !== 'manual' || build === undefined) return [];
  return [
    {
      who: `whoever rolls out ${stage.name}`,
      what: 'roll it out, then say so',
      how: `limelight deployed ${stage.name} --build ${build.number}`,
    },
  ];
}

function looksOf({ stage }: Scene): string {
  const looks = stage?.proof.looks ?? 1;
  return looks === 1 ? 'once' : `${looks} times in a row`;
}

function soakOf({ state, step, terms, stage }: Scene): { until?: string; isByItself: boolean } {
  const from = step === undefined ? undefined : comesFrom(state, step);
  const policy = terms.pipeline.stages.find(({ name }) => name === from)?.promotion;
  if (step === undefined || stage === undefined || from === undefined || policy === undefined)
    return { isByItself: true };
  const since = Date.parse(state.waiting?.since ?? state.startedAt);
  const gate = judgePromotion(state, step, from, policy, since);
  const isPromoted = state.decisions.some(
    (decision) => decision.kind === 'promote' && decision.applied && decision.step === step.id,
  );
  return {
    isByItself: policy.mode === 'automatic' || isPromoted,
    ...(gate.kind === 'wait' && gate.for === 'soak' && { until: gate.until }),
  };
}

function resumeLine(scope: LineScope): string {
  switch (scope.kind) {
    case 'everything':
      return 'limelight line resume --everything';
    case 'stage':
      return `limelight line resume --stage ${scope.stage}`;
    case 'package':
      return `limelight line resume --package ${scope.name}`;
  }
}
