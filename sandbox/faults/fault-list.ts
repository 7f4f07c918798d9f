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
  /** Milliseconds since 1970. */
  readonly until: number;
  /** What it has struck and still holds. */
  readonly held: Set<object>;
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
      if (!this.#actAtOnce(fault)) this.#armed.push(this.#arm(fault));
    }
  }

  /** Removes all of a kind, or all. */
  clear(kind?: Kind): void {
    this.#armed = kind === undefined ? [] : this.#armed.filter(({ fault }) => fault.kind !== kind);
  }

  /** The faults that can still strike, and with `times` 0 those that only hold what they have struck. */
  list(): Fault<Kind>[] {
    this.#forgetPassed();
    return this.#armed.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  /**
   * The first fault of the kind that strikes the subject, one strike of it used up.
   *
   * @param value - only one with this value; with any unless given.
   */
  take(kind: Kind, subject: string, value?: string): Fault<Kind> | undefined {
    const armed = this.#strike(kind, subject, value);
    this.#forgetPassed();
    return armed?.fault;
  }

  /**
   * Whether a fault of the kind holds something that is looked at again and again. One strike is used up by the
   * first look; it is held then until the fault is cleared, or it is let go.
   */
  holds(kind: Kind, subject: string, what: object): boolean {
    if (this.#armed.some(({ fault, held }) => fault.kind === kind && held.has(what))) return true;
    const armed = this.#strike(kind, subject);
    armed?.held.add(what);
    return armed !== undefined;
  }

  /** Lets go what faults hold: it is over with it. */
  letGo(what: object): void {
    for (const { held } of this.#armed) held.delete(what);
    this.#forgetPassed();
  }

  #arm(fault: Fault<Kind>): Armed<Kind> {
    const { [fault.kind]: kind } = this.kinds;
    const passesAfter = kind.passes === true ? fault.ms : undefined;
    return {
      fault,
      left: fault.times ?? Number.POSITIVE_INFINITY,
      until: Date.now() + (passesAfter ?? Number.POSITIVE_INFINITY),
      held: new Set(),
    };
  }

  #strike(kind: Kind, subject: string, value?: string): Armed<Kind> | undefined {
    this.#forgetPassed();
    const armed = this.#armed.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.kind === kind &&
        (value === undefined || fault.value === value) &&
        RegExp(fault.match ?? '').test(subject) &&
        this.#chance.strikes(fault.probability),
    );
    if (armed !== undefined) armed.left -= 1;
    return armed;
  }

  #forgetPassed(): void {
    this.#armed = this.#armed.filter(
      ({ left, until, held }) => (left > 0 && Date.now() < until) || held.size > 0,
    );
  }

  #check(fault: Fault<Kind>): Fault<Kind> {
    const why = this.#whyNever(fault);
    if (why !== undefined) throw new RangeError(`The fault "${fault.kind}" can do nothing here: ${why}.`);
    return fault;
  }
}
