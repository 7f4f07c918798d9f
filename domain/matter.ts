import { personOf } from './approval-policy.ts';
import { brakeOn } from './brakes.ts';
import { approvalsOf } from './decisions.ts';
import type { Terms } from './explanation.ts';
import { currentStep, type JourneyState } from './journey-state.ts';
import type { Stage } from './pipeline.ts';
import { sceneOf } from './scene.ts';
import { outlookOfWait } from './why-waits.ts';

/** What a journey stands at, and people may be reminded of: one wait, or one attention. */
export interface Matter {
  readonly standing: 'waiting' | 'attention';
  /** What it waits for, or the reason for attention, in one word. */
  readonly word: string;
  /** The id of the step; `bearings` before the first. */
  readonly step: string;
  readonly stage: string;
  readonly sentence: string;
  /** Since when it lasts, ISO 8601. */
  readonly since: string;
  /** From when on reminders are counted, epoch milliseconds: its beginning, or the last word `resume` after it. */
  readonly from: number;
}

/**
 * What people may be reminded of at this moment; undefined while there is nothing, or only what machines end. Pure.
 *
 * @param terms - what the journey was told at its start.
 */
export function matterOf(state: JourneyState, terms: Terms): Matter | undefined {
  if (state.outcome !== undefined) return undefined;
  const { id = 'bearings', stage = state.route[0] ?? '' } = currentStep(state) ?? {};
  const lasting = lastingOf(state, stage, terms);
  return lasting && { ...lasting, step: id, stage, from: remindedFrom(state, lasting.since) };
}

/**
 * From when on reminders of what lasts are counted, epoch milliseconds: its beginning, or the last word `resume`.
 *
 * @param since - when it began, ISO 8601.
 */
export function remindedFrom({ decisions }: JourneyState, since: string): number {
  const resumed = decisions.findLast(({ kind, applied }) => kind === 'resume' && applied);
  return Math.max(Date.parse(since), Date.parse(resumed?.at ?? since));
}

/** True when two looks found the same wait, counted from the same moment. */
export function isSameMatter(one: Matter | undefined, other: Matter | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const [a, b] = [one, other].map(({ standing, word, step, from }) => [standing, word, step, from].join(' '));
  return a === b;
}

/** A hold comes first: whoever does the rest meanwhile does not get the journey on. */
function lastingOf(
  state: JourneyState,
  stage: string,
  terms: Terms,
): Pick<Matter, 'standing' | 'word' | 'sentence' | 'since'> | undefined {
  const { hold, attention, waiting } = state;
  if (hold !== undefined) {
    const sentence = brakeOn(state, { stage })?.sentence ?? hold.reason;
    return { standing: 'waiting', word: 'hold', sentence, since: hold.since };
  }
  if (attention !== undefined) {
    const { reason, sentence, since } = attention;
    return { standing: 'attention', word: reason, sentence, since };
  }
  if (waiting === undefined || outlookOfWait(waiting.for, sceneOf(state, terms)).isOfMachines === true)
    return undefined;
  return { standing: 'waiting', word: waiting.for, sentence: waiting.sentence, since: waiting.since };
}

/** GitHub would take `@Jane Doe` for somebody else. */
const MENTIONABLE = /^[\w-]+(\/[\w.-]+)?$/;

/**
 * Who can end it, as far as the state tells: logins, and teams as `owner/team`. Where nobody else is known, it is
 * who asked for the journey.
 */
export function whoCanAct(state: JourneyState, { word }: Matter, { approval }: Stage): string[] {
  const { requester, hold, change } = state;
  const named: Readonly<Record<string, readonly string[]>> = {
    approval: reviewersOf(state, approval),
    author: change === undefined ? [] : [change.author],
    hold: hold === undefined ? [] : [hold.actor],
  };
  const names = (named[word] ?? []).filter((name) => name !== '');
  const people = names.length === 0 ? [requester] : names;
  return [...new Set(people.map((name) => personOf(name, approval)))].filter((name) =>
    MENTIONABLE.test(name),
  );
}

/** Whom the stage names as approvers, but those who approved and those who may not. */
function reviewersOf(state: JourneyState, approval: Stage['approval']): string[] {
  const { requester, change } = state;
  const { from: { users = [], teams = [], codeowners } = {}, notRequester } = approval;
  const owner = codeowners === true ? change?.approvers?.owner : undefined;
  const signalled = approvalsOf(state, approval).filter((given) => given.change === change?.number);
  const done = [
    ...(change?.approvedBy ?? []),
    ...signalled.map(({ actor }) => actor),
    ...(change === undefined ? [] : [change.author]),
    ...(notRequester === true ? [requester] : []),
  ].map((name) => personOf(name, approval));
  return [...users, ...teams, ...(owner === undefined ? [] : [owner])].filter(
    (name) => !done.includes(personOf(name, approval)),
  );
}
