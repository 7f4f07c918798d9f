import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { sampleNotice } from '../support/notice.ts';
import { sandboxServices } from '../support/services.ts';

it('a real server keeps who heard a notice from attempt to attempt', async () => {
  const { sandbox, services } = await sandboxServices();
  const { notices } = sandbox;
  notices.faults.add({ kind: 'status', value: '503', match: '/notices', times: 2 });
  const workflowsPath = fileURLToPath(new URL('../support/notifying-workflow.ts', import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const input = { workflowId: 'package/nginx@1.6.0', notice: sampleNotice(), channels: ['team', 'desk'] };
  const told = await withWorker(
    createActivities(services),
    ({ client, taskQueue }) =>
      client.workflow.execute('notifying', { args: [input], taskQueue, workflowId: randomUUID() }),
    { workflowBundle },
  );
  expect(told).toEqual({ delivered: ['team', 'desk'], failed: [] });
  expect(notices.heard.map(({ channel }) => channel)).toEqual(['slack', 'webhook']);
});
