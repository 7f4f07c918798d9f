import { Chance } from './chance.ts';
import { readFault, type FaultKinds } from './fault-kind.ts';

/** Something that goes wrong on purpose. Each stand-in says which kinds it knows and what else they take. */
export interface Fault<Kind extends string = string> {
  readonly kind: Kind;
  /** A regular expression over `METHOD /path?query`, or over what else the kind concerns; absent: everything. */
  readonly match?: string;
  /** How often it strikes; absent: until it is removed. */
  readonly times?: number;
  /** Between 0 and 1; absent: always. */
  readonly probability?: number;
  /** Milliseconds, for the kinds that take time. */
  readonly ms?: number;
  /** A text, for the kinds that need one: a package, a path, a build result. */
  readonly value?: string;
}

interface Armed<Kind extends string> {
  readonly fault: Fault<Kind>;
  left: number;
}

/** The faults of one stand-in. */
export class FaultList<Kind extends string> {
  readonly kinds: FaultKinds<Kind>;
  readonly #actAtOnce: (fault: Fault<Kind>) => boolean;
  readonly #whyNever: (fault: Fault<Kind>) => string | undefined;
  #armed: Armed<Kind>[] = [];
  readonly #chance = new Chance();

  /**
   * @param actAtOnce - does what a fault does that is an event and no condition; false for all others.
   * @param whyNever - why a fault could never strike, for what this stand-in lacks.
   */
  constructor(
    kinds: FaultKinds<Kind>,
    actAtOnce: (fault: Fault<Kind>) => boolean = () => false,
    whyNever: (fault: Fault<Kind>) => string | undefined = () => undefined,
  ) {
    this.kinds = kinds;
    this.#actAtOnce = actAtOnce;
    this.#whyNever = whyNever;
  }

  /**
   * Adds faults: all of them or, when one is no fault of this stand-in, none.
   *
   * @throws RangeError that says what is wrong with it, and what there is instead.
   */
  add(...given: readonly Fault<Kind>[]): void {
    const faults = given.map((one) => this.#check(readFault(this.kinds, one)));
    for (const fault of faults) {
      if (!this.#actAtOnce(fault)) this.#armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    }
  }

  /** Removes all of a kind, or all. */
  clear(kind?: Kind): void {
    this.#armed = kind === undefined ? [] : this.#armed.filter(({ fault }) => fault.kind !== kind);
  }

  /** The faults that can still strike. */
  list(): Fault<Kind>[] {
    return this.#armed.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  /** The first fault of the kind that strikes the subject, one strike of it used up. */
  take(kind: Kind, subject: string): Fault<Kind> | undefined {
    const armed = this.#armed.find(
      ({ fault }) =>
        fault.kind === kind &&
        RegExp(fault.match ?? '').test(subject) &&
        this.#chance.strikes(fault.probability),
    );
    if (armed === undefined) return undefined;
    armed.left -= 1;
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return armed.fault;
  }

  #check(fault: Fault<Kind>): Fault<Kind> {
    const why = this.#whyNever(fault);
    if (why !== undefined) throw new RangeError(`The fault "${fault.kind}" can do nothing here: ${why}.`);
    return fault;
  }
}
