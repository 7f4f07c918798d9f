import type { ZoneOffset } from '../domain/quiet-hours.ts';

const DAY = 86_400_000;
/** No zone has moved its clocks twice within a week. */
const STEP = 7 * DAY;
const YEARS = 10;

/** Whether Node knows a zone of that name. */
export function isZone(zone: string): boolean {
  try {
    return clockOf(zone).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * What the clocks of a zone show against UTC, from the beginning of this year on for ten years, as Node knows it now.
 *
 * @param now - epoch milliseconds. Within one year the same comes out.
 * @throws a RangeError for no zone.
 */
export function offsetsOf(zone: string, now = Date.now()): ZoneOffset[] {
  const clock = clockOf(zone);
  const year = new Date(now).getUTCFullYear();
  const [start, end] = [Date.UTC(year, 0), Date.UTC(year + YEARS, 0)];
  const offsets = [{ since: start, minutes: minutesAt(clock, start) }];
  for (let instant = start + STEP; instant < end; instant += STEP) {
    const minutes = minutesAt(clock, instant);
    if (minutes === offsets.at(-1)?.minutes) continue;
    offsets.push({ since: findChange(clock, instant - STEP, instant), minutes });
  }
  return offsets;
}

/** The minute from which on the clocks show what they show at `after`. */
function findChange(clock: Intl.DateTimeFormat, before: number, after: number): number {
  const minutes = minutesAt(clock, after);
  let [low, high] = [before / 60_000, after / 60_000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (minutesAt(clock, middle * 60_000) === minutes) high = middle;
    else low = middle;
  }
  return high * 60_000;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    ...fields,
  });
}

/** Minutes east of UTC, for a whole minute. */
function minutesAt(clock: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(
    clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return (Date.UTC(year, month - 1, day, hour, minute) - instant) / 60_000;
}
