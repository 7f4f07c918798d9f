import { z } from 'zod';
import { DURATION, parseDuration } from '../domain/duration.ts';

/**
 * The kinds of fields that `limelight.yaml` has. Each is given a phrase that says what belongs there: it is the
 * hint in an editor and the fix in an error.
 */

type Issue = Parameters<Exclude<z.core.$ZodErrorMap, string>>[0];

function say(what: string): (issue: Issue) => string {
  return ({ input }) => (input === undefined ? `is missing: give ${what}` : `must be ${what}`);
}

/** The name of an environment variable. A token of GitHub would pass for one; people do paste one here. */
export function variable(what: string): z.ZodString {
  return form(
    /^(?!gh[a-z]_|github_pat_)[A-Za-z_][A-Za-z0-9_]*$/,
    `the name of the environment variable with ${what}, never the secret itself`,
  );
}

/** A non-empty text. */
export function text(what: string): z.ZodString {
  return z
    .string({ error: say(what) })
    .min(1, `must be ${what}`)
    .describe(what);
}

/** A text of a certain form. */
export function form(pattern: RegExp, what: string): z.ZodString {
  return z
    .string({ error: say(what) })
    .regex(pattern, `must be ${what}`)
    .describe(what);
}

/** An http(s) URL; its final slashes are cut off, so that paths can be appended. */
export function url(what: string): z.ZodType<string, string> {
  return form(/^https?:\/\/[^\s?#]+$/, what).transform((value) => value.replace(/\/+$/, ''));
}

/** An https URL; its final slashes are cut off, so that paths can be appended. */
export function secureUrl(what: string): z.ZodType<string, string> {
  return form(/^https:\/\/[^\s?#]+$/, what).transform((value) => value.replace(/\/+$/, ''));
}

/** A whole number of at least `least`. */
export function count(least: number, what: string): z.ZodNumber {
  return z
    .int({ error: say(what) })
    .min(least, `must be ${what}`)
    .describe(what);
}

/** A duration such as `15m`; milliseconds come out. */
export function duration(what: string): z.ZodType<number, string> {
  return form(DURATION, `${what}: a number and ms, s, m, h or d, such as 30s`).transform(
    (value) => parseDuration(value) as number,
  );
}

/** Yes or no. */
export function flag(what: string): z.ZodBoolean {
  return z.boolean({ error: say(`true or false: ${what}`) }).describe(what);
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(
  words: T,
  what: string,
): z.ZodEnum<{ [K in T[number]]: K }> {
  return z.enum(words, { error: say(`one of ${words.join(', ')}`) }).describe(what);
}

/** A list. */
export function list<T extends z.ZodType>(item: T, what: string): z.ZodArray<T> {
  return z.array(item, { error: say(`a list of ${what}`) }).describe(`A list of ${what}`);
}

/** A map with these keys and no others: a misspelt key would otherwise be a default that nobody asked for. */
export function section<T extends z.ZodRawShape>(what: string, shape: T): z.ZodObject<T, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has no key ${issue.keys.map((key) => `"${key}"`).join(', ')}: the keys are ${known}`
          : say(`a map with the keys ${known}`)(issue),
    })
    .describe(what);
}
