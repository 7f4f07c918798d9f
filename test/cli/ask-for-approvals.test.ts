import { describe, expect, it } from 'vitest';
import { askForApprovals, type Approvals } from '../../client/cli/ask-for-approvals.ts';
import { DecisionRefused } from '../../client/errors/decision-refused.ts';
import type { JourneyState, RecordedDecision } from '../../domain/journey-state.ts';
import { lookOf, sampleState, waitingState } from './sample-state.ts';

const NGINX = { name: 'nginx', version: '1.6.0' };
const APPLIED: RecordedDecision = { id: '1', kind: 'approve', actor: 'ada', at: '2026-03-01', applied: true };

/** A journey that waits for an approval until something is decided, and a person who gives this answer. */
function scene(answer: boolean | 'none', refusal?: Error) {
  const heard: string[] = [];
  const questions: string[] = [];
  let state: JourneyState = waitingState();
  const decide = async (what: string): Promise<RecordedDecision> => {
    heard.push(what);
    state = sampleState({ outcome: 'star' });
    if (refusal !== undefined) throw refusal;
    return APPLIED;
  };
  const approvals: Approvals = {
    packageVersion: NGINX,
    actor: 'ada',
    journeys: {
      look: async () => lookOf(state),
      approve: (_version, { head }) => decide(`approve ${head}`),
      abort: (_version, { reason }) => decide(`abort: ${reason}`),
    },
    asker: {
      gone: new AbortController().signal,
      print: (line) => heard.push(line),
      ask: async (question, withdrawn) => {
        questions.push(question);
        if (answer !== 'none') return answer;
        // Somebody else decides, while this question stands.
        state = sampleState({ outcome: 'star' });
        await new Promise((resolve) => {
          withdrawn.addEventListener('abort', resolve, { once: true });
        });
        heard.push('withdrawn');
        return undefined;
      },
    },
  };
  return { approvals, heard, questions };
}

describe('a person who is asked for approvals', () => {
  const never = new AbortController().signal;

  it('approves with a yes the head that was asked about', async () => {
    const { approvals, heard, questions } = scene(true);
    await askForApprovals(approvals, never);
    expect(questions).toEqual(['Approve pull request #13 as ada? [y/n] ']);
    expect(heard).toEqual(['approve abcdef0123456789']);
  });

  it('aborts with a no', async () => {
    const { approvals, heard } = scene(false);
    await askForApprovals(approvals, never);
    expect(heard).toEqual(['abort: not approved']);
  });

  it('is asked no longer when somebody else was quicker', async () => {
    const { approvals, heard } = scene('none');
    await askForApprovals(approvals, never);
    await expect.poll(() => heard).toEqual(['withdrawn']);
  });

  it('is told when the answer no longer applies, and the journey goes on', async () => {
    const refusal = new DecisionRefused(NGINX, 'approve', 'the head has moved');
    const { approvals, heard } = scene(true, refusal);
    await askForApprovals(approvals, never);
    expect(heard).toEqual(['approve abcdef0123456789', 'nginx@1.6.0 refused approve: the head has moved.']);
  });

  it('ends with what went wrong with the answer', async () => {
    const { approvals } = scene(true, new Error('Temporal is gone'));
    const state = waitingState();
    const look = async () => lookOf(state);
    const asking = askForApprovals({ ...approvals, journeys: { ...approvals.journeys, look } }, never);
    await expect(asking).rejects.toThrow('Temporal is gone');
  });
});
