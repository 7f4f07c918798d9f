import { formatDuration, formatInstant } from './duration.ts';
import {
  anybody,
  type Explanation,
  type Outlook,
  type Remedy,
  type Scene,
  type Terms,
} from './explanation.ts';
import type { JourneyOutcome, JourneyState } from './journey-state.ts';
import { describeStep, headline } from './journey-text.ts';
import { matterOf } from './matter.ts';
import { endOfQuiet } from './quiet-hours.ts';
import { sceneOf } from './scene.ts';
import { lastApproval } from './who-approves.ts';
import { withdrawalOf } from './what-stays.ts';
import { outlookOfAttention } from './why-attention.ts';
import { brakeBesides, outlookOfWait } from './why-waits.ts';

/**
 * The one answer to where a journey is, what it waits for since when, who can act, what happens next by itself and
 * what becomes of it when nobody acts. Pure, and the same until the state is another: what it says of times are
 * instants, so that a text which is drawn once stays true.
 *
 * @param terms - what the journey was told at its start.
 */
export function explain(state: JourneyState, terms: Terms): Explanation {
  const scene = sceneOf(state, terms);
  const { outlook, waitingFor, standing, since } = standingOf(scene);
  const told = state.waiting?.for === 'approval' ? lastApproval(scene) : undefined;
  const brake = brakeBesides(scene);
  const { change } = state;
  const isParked = state.parked !== undefined && state.outcome === undefined;
  return {
    packageVersion: scene.name,
    headline: told === undefined ? headline(state) : `${headline(state)}; ${told}`,
    standing,
    position: positionOf(scene),
    ...(waitingFor !== undefined && {
      waitingFor:
        told === undefined ? waitingFor : { ...waitingFor, sentence: `${waitingFor.sentence}; ${told}` },
    }),
    ...(change !== undefined && { change: { number: change.number, url: change.url } }),
    since,
    besides: [
      ...(brake === undefined ? [] : [`nothing is changed meanwhile: ${brake.sentence}`]),
      ...(isParked ? [`parked since ${formatInstant(state.parked.since)}: nobody is reminded any more`] : []),
    ],
    canAct: [
      ...outlook.canAct,
      ...(brake?.outlook.canAct ?? []),
      ...(isParked && brake?.kind !== 'hold' && state.waiting?.for !== 'hold'
        ? [anybody('take it up again', `limelight resume ${scene.name}`)]
        : []),
    ],
    next: brake === undefined ? outlook.next : `${outlook.next}; but nothing is changed before it may go on`,
    otherwise: otherwiseOf(scene, isParked),
  };
}

/**
 * An explanation as text: Markdown that reads well as it is. The very same in the command line, the Temporal UI and
 * the comment on the pull request.
 */
export function describeWhy(explanation: Explanation): string {
  const { headline: sentence, position, change, since, besides, canAct, next, otherwise } = explanation;
  const who = canAct.map((remedy) => `  - ${describeRemedy(remedy)}`);
  return [
    sentence,
    '',
    `- Where: ${position}`,
    ...(change === undefined ? [] : [`- Open: pull request #${change.number}, ${change.url}`]),
    `- Since: ${formatInstant(since)}`,
    ...besides.map((beside) => `- Besides: ${beside}`),
    ...(who.length === 0 ? ['- Who can act: nobody needs to'] : ['- Who can act:', ...who]),
    `- Next: ${next}`,
    `- If nobody acts: ${otherwise}`,
  ].join('\n');
}

/** What of an explanation depends on where the journey stands. */
interface Standing {
  readonly standing: Explanation['standing'];
  readonly since: string;
  readonly outlook: Outlook;
  readonly waitingFor?: Explanation['waitingFor'];
}

function standingOf(scene: Scene): Standing {
  const { state, step } = scene;
  const { outcome, attention, waiting } = state;
  if (outcome !== undefined) {
    const since = state.finishedAt ?? state.startedAt;
    return { standing: 'over', since, outlook: OUTCOMES[outcome](scene) };
  }
  if (attention !== undefined) {
    const { reason, sentence, since } = attention;
    const outlook = outlookOfAttention(reason, scene);
    return { standing: 'attention', since, outlook, waitingFor: { kind: reason, sentence } };
  }
  if (waiting !== undefined) {
    const { for: kind, sentence, since } = waiting;
    const outlook = outlookOfWait(kind, scene);
    return { standing: 'waiting', since, outlook, waitingFor: { kind, sentence } };
  }
  const doing = step === undefined ? 'finds out where the version stands' : 'works';
  const outlook = { canAct: [], next: `${doing}, and goes on by itself`, isOfMachines: true };
  return { standing: 'working', since: step?.startedAt ?? state.startedAt, outlook };
}

const OVER = 'nothing: the journey is over';

const OUTCOMES: Readonly<Record<JourneyOutcome, (scene: Scene) => Outlook>> = {
  star: () => ({ canAct: [], next: OVER }),
  restored: () => ({ canAct: [], next: OVER }),
  withdrawn: () => ({ canAct: [], next: OVER }),
  aborted: ({ name, state }) => {
    const withdrawal = withdrawalOf(state);
    return {
      canAct: [
        anybody('start again', `limelight start ${name}`),
        ...(withdrawal === undefined ? [] : [anybody('take out what stays', withdrawal)]),
      ],
      next: OVER,
    };
  },
};

function positionOf({ state, step }: Scene): string {
  const { steps, route } = state;
  const on = `on the route ${route.join(' → ')}`;
  const done = steps.filter(({ status }) => status === 'done' || status === 'skipped').length;
  if (step === undefined) return `${done} of ${steps.length} steps done, ${on}`;
  const number = steps.findIndex(({ id }) => id === step.id) + 1;
  return `step ${number} of ${steps.length}, ${describeStep(step)}, ${on}`;
}

/** Reminders go by what people are told of, which is a hold before all else. */
function otherwiseOf({ state, terms }: Scene, isParked: boolean): string {
  if (state.outcome !== undefined) return 'it stays so';
  const matter = matterOf(state, terms);
  if (matter === undefined) return 'it goes on all the same';
  const reminders = terms.pipeline.stages.find(({ name }) => name === matter.stage)?.reminders;
  if (reminders === undefined || isParked) return 'it stays so, however long, and nothing is lost';
  const { afterMs, everyMs = 0, escalateAfterMs, parkAfterMs, quiet } = reminders;
  const at = (ms: number): string => {
    const due = matter.from + ms;
    return formatInstant(quiet === undefined ? due : endOfQuiet(quiet, due));
  };
  const again = everyMs > 0 ? ` and then every ${formatDuration(everyMs)}` : '';
  return [
    `a reminder at ${at(afterMs)}${again}`,
    ...(escalateAfterMs === undefined ? [] : [`an escalation at ${at(escalateAfterMs)}`]),
    ...(parkAfterMs === undefined ? [] : [`parked at ${at(parkAfterMs)}`]),
    'nothing is lost',
  ].join('; ');
}

/** What can be done, by whom, and how: a command stands as code, and a page is a link by itself. */
export function describeRemedy({ who, what, how }: Remedy): string {
  return `${what} (${who}): ${/^https?:/.test(how) ? how : `\`${how}\``}`;
}
