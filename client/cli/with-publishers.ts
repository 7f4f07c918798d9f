import { stageNamed } from '../../domain/pipeline.ts';
import { connectClient } from '../connect.ts';
import { Publishers } from '../publishers.ts';
import type { CommandContext } from './cli.ts';
import { readConfigFile } from './read-config.ts';

/**
 * Connects, works on the publishers, and closes the connection on every way out.
 *
 * @param stage - as a person wrote it. @throws {@link InvalidPipeline} when the pipeline has none of that name.
 */
export async function withPublishers<T>(
  { configFile, env }: CommandContext,
  stage: string,
  work: (publishers: Publishers) => Promise<T>,
): Promise<T> {
  const { pipeline, temporal } = await readConfigFile(configFile);
  stageNamed(pipeline, stage);
  const { client, close } = await connectClient(temporal.namespace, env);
  try {
    return await work(new Publishers({ client, taskQueue: temporal.taskQueue }));
  } finally {
    await close();
  }
}
