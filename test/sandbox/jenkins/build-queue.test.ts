import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BuildQueue } from '../../../sandbox/jenkins/build-queue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('an item is known for five minutes after it left, and not kept for longer', () => {
  const nothing = (): void => undefined;
  const queue = new BuildQueue({
    quietPeriodMs: 10,
    holdBack: () => undefined,
    start: () => 1,
    left: nothing,
    changed: nothing,
  });
  const { item } = queue.schedule('snapshot', { kind: 'branch' });
  vi.advanceTimersByTime(10);
  expect(item).toMatchObject({ state: 'left', build: 1 });
  vi.advanceTimersByTime(5 * 60_000 - 1);
  expect(queue.find(item.id)).toBe(item);
  vi.advanceTimersByTime(1);
  expect(queue.find(item.id)).toBeUndefined();
  const { item: next } = queue.schedule('snapshot', { kind: 'branch' });
  vi.advanceTimersByTime(10);
  expect(queue.items).toEqual([next]);
});
