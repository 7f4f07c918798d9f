import { describe, expect, it } from 'vitest';
import { TemporalUnreachable } from '../../client/errors/temporal-unreachable.ts';
import { WorkerSilent } from '../../client/errors/worker-silent.ts';
import { explainFailure } from '../../client/temporal-answers.ts';

/** As gRPC says that nothing came in time; the SDK wraps it. */
const LATE = new Error('Failed to describe workflow', {
  cause: Object.assign(new Error('Deadline exceeded'), { code: 4, details: '', metadata: {} }),
});

describe('no answer in time', () => {
  it('of the server alone is the server away', () => {
    expect(explainFailure(LATE, { taskQueue: 'q', answeredBy: 'server' })).toBeInstanceOf(
      TemporalUnreachable,
    );
  });

  it('of a question that goes on to a worker is no worker at work', () => {
    expect(explainFailure(LATE, { taskQueue: 'q' })).toBeInstanceOf(WorkerSilent);
  });
});
