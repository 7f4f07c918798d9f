import { formatInstant } from './duration.ts';

/** One check run or commit status on the head of a change; the latest of its name. */
export interface CheckReport {
  readonly name: string;
  readonly kind: 'check' | 'status';
  readonly state: 'pending' | 'success' | 'failure';
  /** Of a pending one: it stands in a queue, and nothing has begun it. */
  readonly isQueued?: boolean;
  /** Since when it runs or stands in the queue, ISO 8601; absent where nobody told. */
  readonly since?: string;
  /** The branch itself asks for it before a merge. */
  readonly required: boolean;
}

/** What the gate can tell apart of all the checks on a change. */
export interface ChecksSummary {
  readonly state: 'none' | 'pending' | 'green' | 'red';
  /** The names of the red ones, sorted. */
  readonly red: readonly string[];
  /** Of pending ones: that nothing runs, and has not for long. */
  readonly silence?: Silence;
}

/** Checks that are waited for while none runs. */
export interface Silence {
  /** Those that stand in a queue, sorted; absent where none does. */
  readonly queued?: readonly string[];
  /** Those that are required and never reported, sorted; empty where none at all has reported, and none is required. */
  readonly awaited: readonly string[];
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Which checks are waited for while none runs: those that stand in a queue, and those that are required and have not
 * reported; neither where nothing has reported at all. Undefined while a check runs, or nothing is missing.
 *
 * @returns also since when those in the queue have stood there, as far as that is told.
 */
export function findSilent(
  reports: readonly CheckReport[],
  required: readonly string[],
): Partial<Silence> | undefined {
  const pending = reports.filter(({ state }) => state === 'pending');
  if (pending.some(({ isQueued }) => isQueued !== true)) return undefined;
  const awaited = required.filter((name) => !reports.some((report) => report.name === name)).sort();
  if (pending.length === 0) return reports.length === 0 || awaited.length > 0 ? { awaited } : undefined;
  const queued = namesOf(pending, 'pending');
  const [since] = pending.flatMap((report) => report.since ?? []).sort();
  return { awaited, queued, ...(since !== undefined && { since }) };
}

/** A silence with its likely causes, for whoever wonders why nothing happens. */
export function describeSilence({ awaited, queued = [], since }: Silence): string {
  if (queued.length > 0) {
    const [stands, it] = queued.length === 1 ? ['stands', 'it'] : ['stand', 'them'];
    return `${queued.join(', ')} ${stands} in the queue since ${since}, and no runner has taken ${it}: is CI at work?`;
  }
  if (awaited.length === 0)
    return `no check has reported at all since ${since}: does CI run for this branch, and is it at work?`;
  const [is, has, was] = awaited.length === 1 ? ['is', 'has', 'was it'] : ['are', 'have', 'were they'];
  return `${awaited.join(', ')} ${is} required and ${has} not reported since ${since}, and nothing runs: ${was} renamed, or does CI not run for this branch?`;
}

/**
 * Sums up check runs and commit statuses.
 *
 * Where the branch or our own policy requires some by name, these decide, and one that has not reported yet is
 * pending; otherwise all that have reported must be green. A check and a status of the same name must both
 * pass, as GitHub has it.
 *
 * @param required - names that the branch or the policy requires, whether they have reported or not.
 */
export function summarizeChecks(reports: readonly CheckReport[], required: readonly string[]): ChecksSummary {
  const names = new Set([
    ...required,
    ...reports.filter((report) => report.required).map(({ name }) => name),
  ]);
  const counting = names.size === 0 ? reports : reports.filter(({ name }) => names.has(name));
  const red = namesOf(counting, 'failure');
  if (red.length > 0) return { state: 'red', red };
  const unreported = [...names].some((name) => !counting.some((report) => report.name === name));
  if (counting.length === 0 && names.size === 0) return { state: 'none', red };
  if (unreported || counting.some(({ state }) => state === 'pending')) return { state: 'pending', red };
  return { state: 'green', red };
}

/** The progress in words, such as `3 of 4 checks green; running: integration since 2026-03-01 12:03 UTC`. Finer than the gate needs. */
export function describeChecks(reports: readonly CheckReport[], required: readonly string[]): string {
  const awaited = required.filter((name) => !reports.some((report) => report.name === name));
  const total = reports.length + awaited.length;
  if (total === 0) return 'no check has reported yet';
  const green = reports.filter(({ state }) => state === 'success').length;
  const parts = [`${green} of ${total} checks green`];
  const red = namesOf(reports, 'failure');
  const pending = reports.filter(({ state }) => state === 'pending');
  const running = pending.filter(({ isQueued }) => isQueued !== true).map(sayWithSince);
  const queued = pending.filter(({ isQueued }) => isQueued === true).map(sayWithSince);
  if (red.length > 0) parts.push(`red: ${red.join(', ')}`);
  if (running.length > 0) parts.push(`running: ${running.join(', ')}`);
  if (queued.length > 0) parts.push(`in the queue: ${queued.join(', ')}`);
  if (awaited.length > 0) parts.push(`not reported yet: ${awaited.join(', ')}`);
  return parts.join('; ');
}

function sayWithSince({ name, since }: CheckReport): string {
  return since === undefined ? name : `${name} since ${formatInstant(since)}`;
}

function namesOf(reports: readonly CheckReport[], state: CheckReport['state']): string[] {
  return [...new Set(reports.filter((report) => report.state === state).map(({ name }) => name))].sort();
}
