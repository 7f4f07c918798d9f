import { expect } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';

/**
 * Asserts how long a registry was without the version, as the result of a step says, by the clock of the test.
 *
 * @param least - from when to when it was surely without, and @param most - from when to when it was at the most; epoch
 *   milliseconds.
 */
export function expectGap(
  { steps }: JourneyState,
  id: string,
  least: readonly [from: number, to: number],
  most: readonly [from: number, to: number],
): void {
  const result = steps.find((step) => step.id === id)?.result;
  const gap = result?.kind === 'proof' ? (result.gapSeconds ?? 0) : 0;
  expect(gap).toBeGreaterThanOrEqual((least[1] - least[0]) / 1_000);
  expect(gap).toBeLessThanOrEqual(Math.ceil((most[1] - most[0]) / 1_000));
}
