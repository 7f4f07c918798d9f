/** One check run or commit status on the head of a change; the latest of its name. */
export interface CheckReport {
  readonly name: string;
  readonly kind: 'check' | 'status';
  readonly state: 'pending' | 'success' | 'failure';
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
  /** Those that are required and never reported, sorted; empty where none at all has reported, and none is required. */
  readonly awaited: readonly string[];
  /** ISO 8601. */
  readonly since: string;
}

/**
 * The names of the checks that are required and have not reported while none runs, sorted; none where nothing has
 * reported at all. Undefined while a check runs, or nothing is missing.
 */
export function findSilent(
  reports: readonly CheckReport[],
  required: readonly string[],
): readonly string[] | undefined {
  if (reports.some(({ state }) => state === 'pending')) return undefined;
  const awaited = required.filter((name) => !reports.some((report) => report.name === name)).sort();
  return reports.length === 0 || awaited.length > 0 ? awaited : undefined;
}

/** A silence with its likely causes, for whoever wonders why nothing happens. */
export function describeSilence({ awaited, since }: Silence): string {
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

/** The progress in words, such as `3 of 4 checks green, integration is running`. Finer than the gate needs. */
export function describeChecks(reports: readonly CheckReport[], required: readonly string[]): string {
  const awaited = required.filter((name) => !reports.some((report) => report.name === name));
  const total = reports.length + awaited.length;
  if (total === 0) return 'no check has reported yet';
  const green = reports.filter(({ state }) => state === 'success').length;
  const parts = [`${green} of ${total} checks green`];
  const red = namesOf(reports, 'failure');
  const running = namesOf(reports, 'pending');
  if (red.length > 0) parts.push(`red: ${red.join(', ')}`);
  if (running.length > 0) parts.push(`running: ${running.join(', ')}`);
  if (awaited.length > 0) parts.push(`not reported yet: ${awaited.join(', ')}`);
  return parts.join('; ');
}

function namesOf(reports: readonly CheckReport[], state: CheckReport['state']): string[] {
  return [...new Set(reports.filter((report) => report.state === state).map(({ name }) => name))].sort();
}
