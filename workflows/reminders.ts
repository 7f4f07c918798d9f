import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Notified } from '../activities/notify.ts';
import { addNote } from '../domain/journey-state.ts';
import { isSameMatter, matterOf, whoCanAct, type Matter } from '../domain/matter.ts';
import { noticeOf } from '../domain/notice-of.ts';
import { headlineOf } from '../domain/notice.ts';
import { park, unpark } from '../domain/parking.ts';
import { nextNotice, recipientsOf, type SentNotice } from '../domain/reminders.ts';
import { activityFailureOf } from './failures.ts';
import type { Journey } from './journey.ts';
import { now } from './now.ts';
import { writes } from './proxies.ts';

/** What went out for the matter that people were told of last. */
interface Ladder {
  /** Absent: nothing that people are told of. */
  readonly matter?: Matter;
  readonly sent: readonly SentNotice[];
}

/**
 * Begins to remind people of what the journey waits for, where its stages say so: it goes on beside the journey, and
 * nothing waits for a notice. Where no stage has reminders it adds nothing to the history.
 *
 * @returns ends it; a notice that is on its way then may have been heard by some channels only.
 */
export function startReminders(journey: Journey): () => Promise<void> {
  const { stages } = journey.input.pipeline;
  if (!stages.some(({ reminders }) => reminders !== undefined)) return async () => {};
  const scope = new CancellationScope();
  const ended = scope
    .run(() => remind(journey))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return async () => {
    scope.cancel();
    await ended;
    if (journey.state.parked !== undefined) journey.change(unpark);
  };
}

async function remind(journey: Journey): Promise<never> {
  let ladder: Ladder = { sent: [] };
  for (;;) {
    const before = ladder;
    ladder = climb(journey, before);
    if (ladder !== before && isParked(before)) {
      // It moved, or somebody took it up again.
      journey.change(unpark);
      journey.showStanding();
    }
    const due = dueNext(journey, ladder);
    if (due === undefined || due.at > Date.now()) {
      await untilDue(journey, ladder, due);
    } else {
      ladder = { ...ladder, sent: [...ladder.sent, due] };
      await tell(journey, due);
    }
  }
}

/** The ladder of what lasts at this moment: the same as before, or one that begins anew. */
function climb(journey: Journey, ladder: Ladder): Ladder {
  const matter = matterOf(journey.state, journey.input);
  if (isSameMatter(matter, ladder.matter)) return ladder;
  return { ...(matter !== undefined && { matter }), sent: [] };
}

function isParked({ sent }: Ladder): boolean {
  return sent.some(({ kind }) => kind === 'parked');
}

function dueNext(journey: Journey, { matter, sent }: Ladder): SentNotice | undefined {
  if (matter === undefined) return undefined;
  const policy = journey.stage(matter.stage).reminders;
  return policy && nextNotice(policy, matter.from, sent, Date.now());
}

/**
 * Waits until something may be due. A timer that runs is kept when the journey goes on to its next wait, as long as
 * nothing is due earlier: so a quick journey costs one timer, and not one for each of its waits.
 */
async function untilDue(journey: Journey, ladder: Ladder, due: SentNotice | undefined): Promise<void> {
  const isOutdated = (): boolean => {
    const other = climb(journey, ladder);
    if (other === ladder) return false;
    const next = dueNext(journey, other);
    return isParked(ladder) || (next !== undefined && (due === undefined || next.at < due.at));
  };
  if (due === undefined) return condition(isOutdated);
  const summary = `Until a ${due.kind === 'parked' ? 'journey is parked' : due.kind}`;
  await condition(isOutdated, Math.max(1, due.at - Date.now()), { summary });
}

/**
 * Tells people, each event once by its id. It can be cancelled, other than our writes: nobody waits for the end of a
 * notice, least of all an abort.
 */
async function tell(journey: Journey, due: SentNotice): Promise<void> {
  const matter = matterOf(journey.state, journey.input);
  const policy = matter && journey.stage(matter.stage).reminders;
  if (matter === undefined || policy === undefined) return;
  if (due.kind === 'parked') {
    journey.change((state) => park(state, now()));
    journey.showStanding();
  }
  const { workflowId, firstRunId } = journey.marker(matter.step);
  const canAct = whoCanAct(journey.state, matter, journey.stage(matter.stage));
  const { channels, mentions } = recipientsOf(policy, due.kind, canAct);
  const notice = noticeOf(journey.state, journey.input, matter, due, { firstRunId, mentions });
  try {
    const { notify } = writes(journey.input.timing, headlineOf(notice));
    noteFailed(journey, (await notify({ workflowId, notice, channels })).failed);
  } catch (error) {
    const failure = activityFailureOf(error);
    if (failure === undefined) throw error;
    noteFailed(
      journey,
      channels.map((channel) => ({ channel, why: failure.message })),
    );
  }
}

/** What did not get through becomes one note, and the same one for the same reason. */
function noteFailed(journey: Journey, failed: Notified['failed']): void {
  if (failed.length === 0) return;
  const which = failed.map(({ channel, why }) => `${channel} (${why})`).join(', ');
  journey.change((state) => addNote(state, `notices do not get through to ${which}`));
}
