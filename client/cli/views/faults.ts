import type { FaultKind, FaultKinds } from '../../../sandbox/faults/fault-kind.ts';
import type { FaultInForce } from '../../sandbox-faults.ts';

/** A fault in force, on one line. */
export function renderFault({ standIn, fault }: FaultInForce): string {
  const { kind, match, times, probability, ms, value } = fault;
  const parts = [
    value,
    ms === undefined ? undefined : `${ms} ms`,
    match === undefined ? undefined : `where /${match}/`,
    times === undefined ? undefined : times === 1 ? 'once more' : `${times} times more`,
    probability === undefined ? undefined : `with probability ${probability}`,
  ].filter((part) => part !== undefined);
  return `${standIn}: ${[kind, ...parts].join(', ')}`;
}

/** What can go wrong, for programs: what each kind takes is in words. */
export function describeFaultKinds(kinds: Readonly<Record<string, FaultKinds>>): object {
  const entries = Object.entries(kinds).map(([standIn, ofStandIn]) => {
    const described = Object.entries(ofStandIn).map(([kind, { value, ...meaning }]) => [
      kind,
      { ...meaning, ...(value !== undefined && { value: value.says }) },
    ]);
    return [standIn, Object.fromEntries(described)];
  });
  return Object.fromEntries(entries) as object;
}

/** What can go wrong, and below each kind what it takes. */
export function renderFaultKinds(kinds: Readonly<Record<string, FaultKinds>>): string[] {
  return Object.entries(kinds).flatMap(([standIn, ofStandIn], position) => [
    ...(position === 0 ? [] : ['']),
    `${standIn}:`,
    ...Object.entries(ofStandIn).flatMap(([kind, meaning]) => [
      `  ${kind}: ${meaning.does}`,
      ...optionsOf(meaning).map((option) => `      ${option}`),
    ]),
  ]);
}

function optionsOf({ on, value, ms, times, atOnce, lasting }: FaultKind): string[] {
  return [
    value === undefined ? undefined : `--value: ${value.says}`,
    ms === undefined ? undefined : `--ms: ${ms}`,
    times === undefined ? undefined : `--times: ${times}`,
    on === undefined ? undefined : `--match: on "${on}"`,
    atOnce === true ? 'acts at once' : undefined,
    lasting === true ? 'lasts until it is cleared' : undefined,
  ].filter((option) => option !== undefined);
}
