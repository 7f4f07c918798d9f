/** The time of the workflow task, ISO 8601, which replay repeats. */
export function now(): string {
  return new Date().toISOString();
}

/** Whole seconds, rounded up, from an instant (ISO 8601) to now. */
export function secondsSince(at: string): number {
  return Math.ceil((Date.now() - Date.parse(at)) / 1_000);
}
