import { describe, expect, it } from 'vitest';
import type { StepState } from '../../domain/journey-state.ts';
import { describeStaying, headline } from '../../domain/journey-text.ts';
import { withdrawalOf } from '../../domain/what-stays.ts';
import { sampleState } from '../cli/sample-state.ts';

const ABORTED = { outcome: 'aborted', finishedAt: '2026-03-01T12:06:00Z' } as const;
const WITHDRAWAL = 'limelight withdraw nginx@1.6.0 --reason WHY';

function merged(kind: 'add' | 'remove', stage: string, number?: number): StepState {
  return {
    id: `${kind}-${stage}`,
    kind,
    stage,
    towards: stage,
    status: 'done',
    result: {
      kind: 'change',
      commit: 'a'.repeat(40),
      approvedBy: [],
      ...(number !== undefined && { number }),
    },
  };
}

describe('what an aborted journey leaves behind for good', () => {
  it.each<[string, readonly StepState[], string | undefined, string | undefined]>([
    ['nothing', [], undefined, undefined],
    ['nothing of its own: the branch held it before', [merged('add', 'snapshot')], undefined, undefined],
    [
      'what is merged, in its order',
      [merged('add', 'snapshot', 3), merged('add', 'staging', 5), merged('remove', 'snapshot', 7)],
      'merged and staying: add to snapshot (#3), add to staging (#5), remove from snapshot (#7)',
      WITHDRAWAL,
    ],
    [
      'removals, of which no withdrawal is offered',
      [merged('remove', 'production', 9)],
      'merged and staying: remove from production (#9)',
      undefined,
    ],
  ])('%s', (_what, steps, sentence, withdrawal) => {
    const state = sampleState({ ...ABORTED, steps });
    expect(describeStaying(state)).toBe(sentence);
    expect(withdrawalOf(state)).toBe(withdrawal);
  });

  it('stands in its headline, and so in its current details', () => {
    const line = 'nginx@1.6.0: the journey was aborted; merged and staying: add to snapshot (#12)';
    expect(headline(sampleState(ABORTED))).toBe(line);
    expect(headline(sampleState({ outcome: 'star' }))).not.toContain('staying');
  });
});
