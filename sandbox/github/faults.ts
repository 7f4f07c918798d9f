import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../faults/chance.ts';
import type { Fault as NamedFault } from '../faults/fault-list.ts';

/** For how long a reader does not see what was written, in milliseconds, per kind of resource. */
export interface Lag {
  /** Lists of pull requests: new ones, and changes of old ones. */
  readonly pulls?: number;
  readonly refs?: number;
  /** Git objects, by whatever name they are asked for. */
  readonly objects?: number;
  /** How long `mergeable` stays unknown after somebody first asked. */
  readonly mergeability?: number;
}

/** Which requests a fault meets. All that is given must match; nothing given matches every request. */
export interface FaultMatch {
  readonly method?: string;
  /** Tried on the path without its query. */
  readonly path?: RegExp;
  /** Name of a GraphQL operation. */
  readonly operation?: string;
  /** Tried on `METHOD /path`, followed by the name of a GraphQL operation where there is one. */
  readonly subject?: RegExp;
}

/** What goes wrong. */
export interface Fault extends FaultMatch {
  /** What was asked for, when it was asked for by name. */
  readonly named?: NamedFault;
  /** Between 0 and 1; without it, it strikes always. */
  readonly probability?: number;
  /** How many requests it meets; without it, all until it is removed. */
  readonly count?: number;
  /** Waits before anything else. */
  readonly delayMs?: number;
  /** Answers with this status and acts on nothing. */
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers 200 with a page instead of JSON, as a proxy or a maintenance page does. */
  readonly html?: boolean;
  /** Closes the connection without having acted. */
  readonly dropBefore?: boolean;
  /** Acts, and closes the connection instead of answering. */
  readonly dropAfter?: boolean;
  /** Waits for {@link Hold.release}, before acting, or after it with the answer in hand. */
  readonly hold?: 'before' | 'after';
}

/** A fault that is in force. */
export interface InjectedFault {
  /** How many requests it has met so far. */
  readonly hits: number;
  remove(): void;
}

/** Requests that are made to wait. */
export interface Hold {
  /** Resolves when the first request has arrived and waits. */
  readonly arrived: Promise<void>;
  /** Lets those that wait go on, and holds no more. May be called twice. */
  release(): void;
}

interface Active {
  readonly fault: Fault;
  hits: number;
  left: number;
  readonly gate: Gate;
}

/** A merge is refused as GitHub refuses it when somebody else merges at the same moment. */
export const BASE_MODIFIED = {
  method: 'PUT',
  path: /\/pulls\/\d+\/merge$/,
  status: 405,
  message: 'Base branch was modified. Review and try the merge again.',
} as const;
/** What GitHub says at the secondary limit. */
export const SECONDARY_LIMIT =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** What GitHub, or the way to it, can do wrong; nothing unless told to. */
export class Faults {
  lag: Lag = {};
  readonly #chance = new Chance();
  #active: Active[] = [];

  /** Puts a fault in force. Faults are tried in the order they came; the first that matches is used. */
  inject(fault: Fault): InjectedFault {
    const active = { fault, hits: 0, left: fault.count ?? Infinity, gate: new Gate() };
    this.#active.push(active);
    return {
      get hits() {
        return active.hits;
      },
      remove: () => this.#remove(active),
    };
  }

  /** Makes matching requests wait before they act, or (`after`) with their deed done and the answer held back. */
  hold(match: FaultMatch, when: 'before' | 'after' = 'before'): Hold {
    const active = { fault: { ...match, hold: when }, hits: 0, left: Infinity, gate: new Gate() };
    this.#active.push(active);
    return { arrived: active.gate.arrived, release: () => this.#remove(active) };
  }

  /** The next `count` merges are refused as GitHub refuses them when somebody else merges at the same moment. */
  baseModified405(count: number): InjectedFault {
    return this.inject({ ...BASE_MODIFIED, count });
  }

  /** Matching requests are refused for their number: 429, or 403 as the secondary limit is. */
  rateLimit(
    match: FaultMatch & { readonly count?: number },
    status: 403 | 429,
    retryAfter: number,
  ): InjectedFault {
    const headers = { 'retry-after': String(retryAfter) };
    return this.inject({ ...match, status, message: SECONDARY_LIMIT, headers });
  }

  /** Ends all faults and lags, and lets everything go that was held. */
  clear(): void {
    this.lag = {};
    for (const active of this.#active.slice()) this.#remove(active);
  }

  /** The fault that meets this request, if one does; counted. */
  meet(method: string, path: string, operation: string | undefined): MetFault | undefined {
    const active = this.#active.find(
      ({ fault }) => matches(fault, method, path, operation) && this.#chance.strikes(fault.probability),
    );
    if (active === undefined) return undefined;
    active.hits += 1;
    active.left -= 1;
    if (active.left <= 0) this.#active = this.#active.filter((other) => other !== active);
    return new MetFault(active.fault, active.gate);
  }

  /** What was asked for by name and can still strike, with how often it will. */
  named(): readonly NamedFault[] {
    return this.#active.flatMap(({ fault: { named }, left }) =>
      named === undefined ? [] : [Number.isFinite(left) ? { ...named, times: left } : named],
    );
  }

  /** Ends what was asked for by this name. */
  clearNamed(kind: string): void {
    for (const active of this.#active.filter(({ fault }) => fault.named?.kind === kind)) this.#remove(active);
  }

  /** What is in force, for people. */
  describe(): readonly Record<string, unknown>[] {
    return this.#active.map(({ fault, hits }) => ({
      ...fault,
      path: fault.path?.source,
      subject: fault.subject?.source,
      hits,
    }));
  }

  #remove(active: Active): void {
    this.#active = this.#active.filter((other) => other !== active);
    active.gate.open();
  }
}

/** A fault as one request lives through it. */
export class MetFault {
  readonly fault: Fault;
  readonly #gate: Gate;

  constructor(fault: Fault, gate: Gate) {
    this.fault = fault;
    this.#gate = gate;
  }

  async before(): Promise<void> {
    if (this.fault.delayMs !== undefined) await sleep(this.fault.delayMs, undefined, { ref: false });
    if (this.fault.hold === 'before') await this.#gate.pass();
  }

  async after(): Promise<void> {
    if (this.fault.hold === 'after') await this.#gate.pass();
  }
}

class Gate {
  readonly arrived: Promise<void>;
  readonly #opened: Promise<void>;
  #arrive: () => void = () => undefined;
  open: () => void = () => undefined;

  constructor() {
    this.arrived = new Promise((resolve) => (this.#arrive = resolve));
    this.#opened = new Promise((resolve) => (this.open = resolve));
  }

  pass(): Promise<void> {
    this.#arrive();
    return this.#opened;
  }
}

function matches(fault: Fault, method: string, path: string, operation: string | undefined): boolean {
  return (
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || fault.path.test(path)) &&
    (fault.operation === undefined || fault.operation === operation) &&
    (fault.subject === undefined || fault.subject.test(`${method} ${path} ${operation ?? ''}`.trimEnd()))
  );
}
