import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { historyFromJson, type History } from '../support/history-json.ts';
import { replayHistory } from '../support/replay.ts';

const FOLDER = new URL('../histories/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

/** A recorded history as Temporal's tools write it. */
function read(name: string): History {
  return historyFromJson(JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')));
}

describe('recorded histories', () => {
  it('are there for each way in which a journey can stand, and for those who attend to journeys', () => {
    expect(NAMES.toSorted()).toEqual([
      'aborted',
      'audit',
      'failed',
      'in-attention',
      'line',
      'publisher',
      'publisher-that-continues',
      'publisher-that-went-on',
      'restored',
      'star',
      'steered',
      'superseded',
      'undone',
      'waiting-for-approval',
      'watcher',
      'withdrawn',
    ]);
  });

  // When it does not, a journey that runs today would break: keep its way behind patched().
  it.each(NAMES)('%s replays', async (name) => {
    const history = read(name);
    await expect(replayHistory(history, workflowIdOf(history))).resolves.toBeUndefined();
  });

  it('of other code does not replay', async () => {
    const history = read('star');
    const [first] = (history.events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    Object.assign(first?.activityTaskScheduledEventAttributes?.activityType ?? {}, { name: 'other' });
    await expect(replayHistory(history, workflowIdOf(history))).rejects.toThrow(/nondeterminism/i);
  });
});

function workflowIdOf({ events }: History): string {
  return events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? 'unknown';
}
