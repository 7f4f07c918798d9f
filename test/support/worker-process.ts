// A worker in a process of its own, to be killed: `worker-process.ts CONFIG WORKFLOW_BUNDLE`.
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { loadConfig } from '../../worker/config.ts';
import { readConnectionSettings } from '../../worker/connection.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';

const [, , configFile = '', codePath = ''] = process.argv;
// Whoever started it holds its standard input: it must not outlive a test run that was itself killed.
process.stdin.on('end', () => process.exit(1)).resume();

const config = await loadConfig(configFile);
const temporal = readConnectionSettings(config.temporal.namespace);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const worker = await Worker.create({
  connection: await NativeConnection.connect(temporal.connection),
  namespace: temporal.namespace,
  taskQueue: config.temporal.taskQueue,
  workflowBundle: { codePath },
  activities: createActivities(
    createServices({ config, secrets: readSecrets(config), namespace: temporal.namespace }),
  ),
  // The next worker need not wait 10 seconds for workflow tasks that were meant for a dead one.
  stickyQueueScheduleToStartTimeout: '500ms',
});
await worker.run();
