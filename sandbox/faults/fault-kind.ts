import { z } from 'zod';
import type { Fault } from './fault-list.ts';

/** What a kind of fault does, for people and for the check of what they ask for. */
export interface FaultKind {
  /** What goes wrong, as a sentence without its full stop. */
  readonly does: string;
  /** What its `match` is tried on; it takes no `match` without it. */
  readonly on?: string;
  /** What `value` says; it takes no `value` without it. */
  readonly value?: { readonly says: string; readonly shape: z.ZodType<string>; readonly optional?: boolean };
  /** What `ms` says; it takes no `ms` without it. */
  readonly ms?: string;
  /** Without `ms` it would do nothing. */
  readonly needsMs?: boolean;
  /** It is over after `ms`, where that is given. */
  readonly passes?: boolean;
  /** What `times` says when it is not how often the fault strikes. */
  readonly times?: string;
  /** It acts when it is added, and is over: there is nothing to count, list or clear. */
  readonly atOnce?: boolean;
  /** It lasts until it is cleared, and cannot be counted. */
  readonly lasting?: boolean;
}

/** The kinds of one stand-in, by name. */
export type FaultKinds<Kind extends string = string> = Readonly<Record<Kind, FaultKind>>;

const Shape = z.strictObject({
  kind: z.string(),
  match: z.string().refine(isExpression, 'is no regular expression').optional(),
  times: z.int().positive().optional(),
  probability: z.number().positive().max(1).optional(),
  ms: z.int().nonnegative().optional(),
  value: z.string().optional(),
});

/**
 * Reads a fault that somebody wrote by hand.
 *
 * @throws RangeError that says what is wrong with it, and what there is instead.
 */
export function readFault<Kind extends string>(kinds: FaultKinds<Kind>, given: unknown): Fault<Kind> {
  const result = Shape.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new RangeError(
      `This is no fault: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() + '.',
    );
  }
  const { kind, ...others } = result.data;
  if (!isKind(kinds, kind)) {
    throw new RangeError(`There is no fault "${kind}" here; there are: ${Object.keys(kinds).join(', ')}.`);
  }
  const said = Object.entries(others).filter(([, value]) => value !== undefined);
  const fault: Fault<Kind> = { kind, ...Object.fromEntries(said) };
  checkAgainst(kinds[kind], fault);
  return fault;
}

function isKind<Kind extends string>(kinds: FaultKinds<Kind>, kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

function checkAgainst(kind: FaultKind, given: Fault): void {
  const { on, value, ms, needsMs = false, times, atOnce = false, lasting = false } = kind;
  const refuse = (what: string): never => {
    throw new RangeError(`The fault "${given.kind}" ${what}.`);
  };
  if (given.match !== undefined && on === undefined) refuse('takes no match');
  if (given.ms !== undefined && ms === undefined) refuse('takes no ms');
  if (given.ms === undefined && needsMs) refuse(`needs ms: ${ms}`);
  if (given.times === undefined && times !== undefined) refuse(`needs times: ${times}`);
  const why = atOnce ? 'it acts at once' : 'it lasts until it is cleared';
  if ((atOnce || lasting) && times === undefined && given.times !== undefined)
    refuse(`takes no times: ${why}`);
  if ((atOnce || lasting) && given.probability !== undefined) refuse(`takes no probability: ${why}`);
  if (given.value === undefined) {
    if (value !== undefined && value.optional !== true) refuse(`needs a value: ${value.says}`);
  } else if (value === undefined) refuse('takes no value');
  else if (!value.shape.safeParse(given.value).success) refuse(`takes another value: ${value.says}`);
}

function isExpression(text: string): boolean {
  try {
    RegExp(text);
    return true;
  } catch {
    return false;
  }
}
