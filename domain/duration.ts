const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A duration as people say it, in its two largest units: `4 s`, `3 min 20 s`, `2 h 5 min`, `12 days`. */
export function formatDuration(milliseconds: number): string {
  const first = UNITS.findIndex(([, size]) => milliseconds >= size);
  if (first === -1) return '0 s';
  const [unit, size] = UNITS[first] as (typeof UNITS)[number];
  const count = Math.floor(milliseconds / size);
  const next = UNITS[first + 1];
  const rest = next === undefined ? 0 : Math.floor((milliseconds - count * size) / next[1]);
  const head = `${count} ${unit === 'day' && count !== 1 ? 'days' : unit}`;
  // After some days the hours say nothing any more.
  return next === undefined || rest === 0 || (unit === 'day' && count > 2)
    ? head
    : `${head} ${rest} ${next[0]}`;
}

/** An instant for people: `2026-03-01 12:08 UTC`. It never throws: what is no instant is given back as it is. */
export function formatInstant(at: string | number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How a duration is written: a number and `ms`, `s`, `m`, `h` or `d`. */
export const DURATION = /^\d+(ms|s|m|h|d)$/;

/** `15m` in milliseconds; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, unit] = DURATION.exec(text) ?? [];
  const milliseconds = unit === undefined ? undefined : MILLISECONDS[unit];
  return milliseconds === undefined ? undefined : Number.parseInt(text, 10) * milliseconds;
}
