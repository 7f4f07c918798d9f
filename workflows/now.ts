/** The time of the workflow task, ISO 8601, which replay repeats. */
export function now(): string {
  return new Date().toISOString();
}
