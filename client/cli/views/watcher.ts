import { formatDuration } from '../../../domain/duration.ts';
import type { WatcherHealth } from '../../../activities/watcher-health.ts';
import type { Paint } from '../paint.ts';

/**
 * What people should know of the watcher: nothing while it looks.
 *
 * @param changeMs - how often a journey looks by itself, in milliseconds.
 */
export function renderWatcher({ state, sentence }: WatcherHealth, changeMs: number, paint: Paint): string[] {
  if (state === 'watching') return [];
  return ['', paint.alarm(`${sentence}: journeys look every ${formatDuration(changeMs)} by themselves`)];
}
