/**
 * The longest text of a message that is taken in: what is kept goes from run to run and into activities, and more than
 * Temporal carries in one piece would stop a workflow.
 */
const MOST_OF_TEXT = 4_000;

/** The longest list of a message that is taken in. */
const MOST_OF_LIST = 1_000;

/** The parts of what came in as a message, where anybody may send anything. It never throws. */
export function partsOf(sent: unknown): Record<string, unknown> {
  return typeof sent === 'object' && sent !== null ? { ...sent } : {};
}

/** A text out of a message, cut where it is too long; undefined for what is none. */
export function readText(sent: unknown): string | undefined {
  return typeof sent === 'string' ? sent.slice(0, MOST_OF_TEXT) : undefined;
}

/** True for a name, an id or an address: a text that makes no sense when it is cut. */
export function isShortText(sent: unknown): sent is string {
  return typeof sent === 'string' && sent.length <= MOST_OF_TEXT;
}

/** Reads each item of a list; undefined for what is no list, and where one of its items is none. */
export function readAll<T>(sent: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(sent) || sent.length > MOST_OF_LIST) return undefined;
  const items = sent.flatMap((item) => read(item) ?? []);
  return items.length === sent.length ? items : undefined;
}
