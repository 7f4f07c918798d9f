import { endOfQuiet, type QuietHours } from './quiet-hours.ts';

/** What a stage does about a wait, or an attention, that nobody ends. Durations in milliseconds. */
export interface Reminders {
  /** How long something may wait until those who can act are reminded. */
  readonly afterMs: number;
  /** Between two reminders; absent: one is enough. */
  readonly everyMs?: number;
  /** How long until it is brought before others; absent: never. */
  readonly escalateAfterMs?: number;
  /** How long until nobody is reminded any more, and somebody must take it up again; absent: never. */
  readonly parkAfterMs?: number;
  /** Who hears of it besides those who can act: `@login` or `@owner/team`, and names of channels. */
  readonly to?: readonly string[];
  /** Who hears of an escalation, written the same way; absent: as `to`. */
  readonly escalateTo?: readonly string[];
  readonly quiet?: QuietHours;
}

/** The ladder: remind, escalate, park. */
export type NoticeKind = 'reminder' | 'escalation' | 'parked';

/** A notice that went out for a wait. */
export interface SentNotice {
  readonly kind: NoticeKind;
  /** The how-manieth of its kind in this wait: 1, 2, ... */
  readonly n: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The channel that is always there: a comment on the open pull request. */
export const PULL_REQUEST_CHANNEL = 'pull-request';

/**
 * So many reminders of one wait are enough: then it is parked, also where nothing says when. Each costs a history
 * some eleven events, and Temporal ends a workflow that has 51,200.
 */
export const MOST_REMINDERS = 100;

/**
 * What is due next for a wait, and when; undefined when nothing more is ever due.
 *
 * Of what is due at one instant only the last rung of the ladder is named: who was away over the weekend is not
 * reminded and escalated at once. An escalation counts as a reminder for the time to the next one.
 *
 * @param since - when the wait, or the attention, began: epoch milliseconds.
 * @param sent - what went out for it so far; the last of each kind is enough.
 * @param now - epoch milliseconds. What comes out is never earlier, and never in quiet hours: due when it equals `now`.
 */
export function nextNotice(
  policy: Reminders,
  since: number,
  sent: readonly SentNotice[],
  now: number,
): SentNotice | undefined {
  const last = (...kinds: readonly NoticeKind[]): SentNotice | undefined =>
    sent
      .filter(({ kind }) => kinds.includes(kind))
      .reduce<SentNotice | undefined>(
        (latest, notice) => (latest === undefined || notice.at >= latest.at ? notice : latest),
        undefined,
      );
  if (last('parked') !== undefined) return undefined;

  const { afterMs, everyMs, escalateAfterMs, parkAfterMs, quiet } = policy;
  const heard = last('reminder', 'escalation');
  const mayRepeat = everyMs !== undefined && everyMs > 0;
  const isEnough = (last('reminder')?.n ?? 0) >= MOST_REMINDERS;
  const rungs: SentNotice[] = [];
  const add = (kind: NoticeKind, due: number): void => {
    const at = Math.max(due, now);
    rungs.push({
      kind,
      n: (last(kind)?.n ?? 0) + 1,
      at: quiet === undefined ? at : endOfQuiet(quiet, at),
    });
  };
  if (parkAfterMs !== undefined) add('parked', since + parkAfterMs);
  if (escalateAfterMs !== undefined && last('escalation') === undefined)
    add('escalation', since + escalateAfterMs);
  if (heard === undefined) add('reminder', since + afterMs);
  else if (mayRepeat) add(isEnough ? 'parked' : 'reminder', Math.max(since + afterMs, heard.at + everyMs));
  return rungs.reduce<SentNotice | undefined>(
    (first, rung) => (first === undefined || rung.at < first.at ? rung : first),
    undefined,
  );
}

/** Where a notice goes, and whom it names. */
export interface Recipients {
  /** Names of channels, each once; at least one. */
  readonly channels: readonly string[];
  /** Logins, and teams as `owner/team`, without the `@`. */
  readonly mentions: readonly string[];
}

/**
 * Who hears of a notice by a stage's policy. Where no channel is named, it is the pull request.
 *
 * @param canAct - logins of those who can act; they are named too.
 */
export function recipientsOf(
  { to = [], escalateTo = to }: Reminders,
  kind: NoticeKind,
  canAct: readonly string[] = [],
): Recipients {
  const names = { reminder: to, escalation: escalateTo, parked: [...to, ...escalateTo] }[kind];
  const channels = names.filter((name) => !name.startsWith('@'));
  const mentions = names.filter((name) => name.startsWith('@')).map((name) => name.slice(1));
  return {
    channels: channels.length === 0 ? [PULL_REQUEST_CHANNEL] : [...new Set(channels)],
    mentions: [...new Set([...canAct, ...mentions])],
  };
}
