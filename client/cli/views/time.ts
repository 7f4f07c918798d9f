import { formatDuration } from '../../../domain/duration.ts';

/** How long it is from one ISO time to a moment. */
export function formatSince(from: string, now: number): string {
  return formatDuration(Math.max(0, now - Date.parse(from)));
}
