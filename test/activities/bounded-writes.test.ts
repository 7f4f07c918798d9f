import { describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const packageVersion = { name: 'orchestra', version: '1.0.0' };

describe('with GitHub out of order', () => {
  it('a write asks a person at last, and a look never does', async () => {
    const { sandbox, services } = await sandboxServices();
    sandbox.github.faults.inject({ status: 503 });
    const { cleanUp, awaitServed } = createActivities(services);
    const write = () =>
      cleanUp({ packageVersion, workflowId: 'package/orchestra@1.0.0', comment: '', known: [] });
    await expect(inActivity(write, 1)).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    await expect(inActivity(write, 30)).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    const hourAgo = Date.now() - 3_600_000;
    await expect(inActivity(write, 30, undefined, [], hourAgo)).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: true,
    });
    const look = () =>
      awaitServed({
        stage: 'production',
        packageVersion,
        content: { tree: 'a'.repeat(40), digest: '', files: 1 },
        holders: [],
        policy: { content: 'full', looks: 1, windowMs: 1 },
        timing: DEFAULT_TIMING,
      });
    await expect(inActivity(look, 30, undefined, [], hourAgo)).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
    });
  });
});
