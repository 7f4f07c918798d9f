import { z } from 'zod';
import type { FaultKinds } from '../faults/fault-kind.ts';
import type { Fault as NamedFault } from '../faults/fault-list.ts';
import { BASE_MODIFIED, SECONDARY_LIMIT, type Fault, type Faults, type Lag } from './faults.ts';

const REQUEST = 'METHOD /path, and after another blank the name of a GraphQL operation';
const LAG = 'for how long; 1000 unless given';

/** What GitHub, or the way to it, can be made to do wrong, by name. */
export const GITHUB_FAULTS = {
  slow: { does: 'answers late', on: REQUEST, ms: 'how late; 1000 unless given' },
  dropBefore: { does: 'the connection ends, and nothing was done', on: REQUEST },
  dropResponseAfterAccept: { does: 'it works, and the connection ends without an answer', on: REQUEST },
  status: {
    does: 'answers with an error, and does nothing',
    on: REQUEST,
    value: {
      says: 'a status from 400 to 599; 500 unless given',
      shape: z.string().regex(/^[45]\d\d$/),
      optional: true,
    },
  },
  htmlPage200: { does: 'a page for people comes with status 200', on: REQUEST },
  rateLimit403: {
    does: 'the secondary rate limit, with 403',
    on: REQUEST,
    ms: 'what Retry-After says; 1000 unless given',
  },
  rateLimit429: {
    does: 'the secondary rate limit, with 429',
    on: REQUEST,
    ms: 'what Retry-After says; 1000 unless given',
  },
  baseModified405: { does: 'a merge is refused, for somebody else merges at this moment' },
  lagPulls: { does: 'a reader does not see what was written of pull requests', ms: LAG, lasting: true },
  lagRefs: { does: 'a reader does not see where branches were moved to', ms: LAG, lasting: true },
  lagObjects: { does: 'a reader does not see git objects that were made', ms: LAG, lasting: true },
  lagMergeability: {
    does: 'whether a pull request can be merged is unknown after somebody first asked',
    ms: LAG,
    lasting: true,
  },
} as const satisfies FaultKinds;

export type GitHubFault = keyof typeof GITHUB_FAULTS;

const LAGS: Readonly<Partial<Record<GitHubFault, keyof Lag>>> = {
  lagPulls: 'pulls',
  lagRefs: 'refs',
  lagObjects: 'objects',
  lagMergeability: 'mergeability',
};

/** Puts a named fault in force. */
export function addNamedFault(faults: Faults, named: NamedFault<GitHubFault>): void {
  const lag = LAGS[named.kind];
  if (lag !== undefined) faults.lag = { ...faults.lag, [lag]: named.ms ?? 1000 };
  else if (named.kind === 'baseModified405') faults.inject({ ...BASE_MODIFIED, named, ...whom(named) });
  else faults.inject({ named, ...whom(named), ...effectOf(named) });
}

/** The named faults that can still strike, with how often. */
export function listNamedFaults(faults: Faults): NamedFault<GitHubFault>[] {
  const kinds = Object.entries(LAGS) as [GitHubFault, keyof Lag][];
  const lags = kinds.flatMap(([kind, lag]) => {
    const ms = faults.lag[lag];
    return ms === undefined ? [] : [{ kind, ms }];
  });
  return [...lags, ...faults.named()] as NamedFault<GitHubFault>[];
}

/** Ends all named faults of a kind. */
export function clearNamedFaults(faults: Faults, kind: string): void {
  const lag = LAGS[kind as GitHubFault];
  if (lag === undefined) faults.clearNamed(kind);
  else faults.lag = Object.fromEntries(Object.entries(faults.lag).filter(([name]) => name !== lag));
}

function whom({ match, times, probability }: NamedFault): Partial<Fault> {
  return {
    ...(match !== undefined && { subject: new RegExp(match) }),
    ...(times !== undefined && { count: times }),
    ...(probability !== undefined && { probability }),
  };
}

function effectOf({ kind, ms = 1000, value }: NamedFault<GitHubFault>): Partial<Fault> {
  const headers = { 'retry-after': String(Math.ceil(ms / 1000)) };
  switch (kind) {
    case 'slow':
      return { delayMs: ms };
    case 'dropBefore':
      return { dropBefore: true };
    case 'dropResponseAfterAccept':
      return { dropAfter: true };
    case 'htmlPage200':
      return { html: true };
    case 'rateLimit403':
      return { status: 403, message: SECONDARY_LIMIT, headers };
    case 'rateLimit429':
      return { status: 429, message: SECONDARY_LIMIT, headers };
    default:
      return { status: Number(value ?? 500) };
  }
}
