// Records the histories that test/replay/histories.test.ts replays: `npm run histories:record`. A journey may run
// for a year, so code that is deployed meanwhile must read what the code of today has written.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { Journeys } from '../../client/journeys.ts';
import type { Pipeline } from '../../domain/pipeline.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { startTemporal } from '../../sandbox/temporal/start-temporal.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';
import { bundleWorkflows } from '../../worker/workflow-bundle.ts';
import { historyToJson } from '../support/history-json.ts';
import { travelAll } from './journeys.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** Nobody's machine is to stand in a history. */
const IDENTITY = 'recorder';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const temporal = await startTemporal({ env: { ...process.env, TEMPORAL_ADDRESS: undefined } });
const sandbox = await startSandbox({ quietPeriodMs: 200, buildMs: 300 });
try {
  await record(sandbox);
} finally {
  await sandbox.close();
  await temporal.stop();
  await rm(sandbox.dataDir, { recursive: true, force: true });
}

async function record({ config, env, github, dataDir }: Sandbox): Promise<void> {
  const { address, namespace } = temporal;
  const { taskQueue } = config.temporal;
  const { pipeline, timing } = config;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace, identity: IDENTITY });
  const services = createServices({ config, secrets: readSecrets(config, env), namespace });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    namespace,
    taskQueue,
    identity: IDENTITY,
    workflowBundle: await bundleWorkflows(),
    activities: createActivities(services),
  });
  const { storage } = services;
  const journeysBy = (policies: Pipeline): Journeys =>
    new Journeys({ client, taskQueue, storage, pipeline: policies, timing });
  const journeys = journeysBy(pipeline);
  const world = { client, taskQueue, journeys, journeysBy, github, config, dataDir };
  const travelled = await worker.runUntil(() => travelAll(world));
  for (const file of await readdir(FOLDER)) if (file.endsWith('.json')) await rm(`${FOLDER}${file}`);
  for (const [name, { workflowId, runId }] of Object.entries(travelled)) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const text = JSON.stringify(historyToJson(history), withoutStack, 1);
    await writeFile(`${FOLDER}${name}.json`, `${text}\n`);
    console.log(`${name}: ${workflowId}, ${history.events?.length} events`);
  }
  await connection.close();
}

/** A stack trace names folders of this machine, and no replay reads it. */
function withoutStack(key: string, value: unknown): unknown {
  return key === 'stackTrace' ? undefined : value;
}
