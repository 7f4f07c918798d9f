/** What a zone's clocks show against UTC, from one instant on until the next entry. */
export interface ZoneOffset {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Minutes east of UTC. */
  readonly minutes: number;
}

/** When nobody wants to hear of anything. */
export interface QuietHours {
  /** `HH:MM` of the zone's clocks. Later than `to`: over midnight. The same as `to`: only weekends are quiet. */
  readonly from: string;
  readonly to: string;
  /** The IANA name of the zone, for people. */
  readonly zone: string;
  /** Saturdays and Sundays are quiet all day. */
  readonly weekends?: boolean;
  /**
   * The zone's clocks, in order of time; the last entry counts for ever. They are pinned, because workflow code must
   * count the same for years: what Node knows of zones changes with each of its versions, and with the machine.
   */
  readonly offsets: readonly ZoneOffset[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The first instant from `at` on that is not quiet; `at` itself when it is not.
 *
 * @param at - epoch milliseconds; so is what comes out.
 */
export function endOfQuiet(quiet: QuietHours, at: number): number {
  let instant = at;
  // A weekend and the nights around it are three steps; more only where clocks change among them.
  for (let step = 0; step < 10; step += 1) {
    const end = endOfStretch(quiet, instant + offsetAt(quiet, instant));
    if (end === undefined) return instant;
    instant = toInstant(quiet, end, instant);
  }
  return instant;
}

/** Until when, by the zone's clocks, this moment is quiet; undefined when it is not. Clocks are read as if they showed UTC. */
function endOfStretch({ from, to, weekends = false }: QuietHours, local: number): number | undefined {
  const midnight = Math.floor(local / DAY) * DAY;
  if (weekends && isWeekend(midnight)) return midnight + DAY;
  const time = local - midnight;
  const [start, end] = [timeOfDay(from), timeOfDay(to)];
  if (start < end) return time >= start && time < end ? midnight + end : undefined;
  if (start > end && time >= start) return midnight + DAY + end;
  return start > end && time < end ? midnight + end : undefined;
}

/** The first of January 1970 was a Thursday. */
function isWeekend(midnight: number): boolean {
  const day = (((midnight / DAY + 4) % 7) + 7) % 7;
  return day === 0 || day === 6;
}

/** Milliseconds since midnight of `HH:MM`. */
function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

/** When, after `before`, the clocks show this. A time that they leave out in spring is taken an hour later. */
function toInstant(quiet: QuietHours, local: number, before: number): number {
  const first = local - offsetAt(quiet, before);
  const second = local - offsetAt(quiet, first);
  return second + offsetAt(quiet, second) === local ? second : first;
}

/** Milliseconds east of UTC. */
function offsetAt({ offsets }: QuietHours, instant: number): number {
  const entry = offsets.findLast(({ since }) => since <= instant) ?? offsets[0];
  return (entry?.minutes ?? 0) * MINUTE;
}
