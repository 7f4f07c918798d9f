import { stageNamed } from '../domain/pipeline.ts';
import type { RegistryState } from '../sandbox/registry/registry-stand-in.ts';
import type { Config } from '../worker/config.ts';
import { SandboxSilent } from './errors/sandbox-silent.ts';
import { askStandIn, standInsOf } from './sandbox-stand-ins.ts';

/** What a registry of a sandbox serves after a roll-out. */
export interface SandboxRollOut {
  readonly stage: string;
  /** The build whose image the stage's branch has now; null before the first one. */
  readonly published: number | null;
  /** The build whose image each pod serves; null for one that serves none. */
  readonly pods: readonly (number | null)[];
}

/**
 * Rolls out, in the sandbox that a configuration names, what was built last; ends when all pods have changed over.
 * To roll out what is served already changes nothing.
 *
 * @param stage - whose registry; each unless given.
 * @throws InvalidPipeline when there is no such stage; SandboxSilent.
 */
export async function rollOutInSandbox(
  config: Pick<Config, 'github' | 'jenkins' | 'addresses' | 'pipeline'>,
  stage?: string,
): Promise<SandboxRollOut[]> {
  if (stage !== undefined) stageNamed(config.pipeline, stage);
  const registries = standInsOf(config).filter(({ name }) =>
    stage === undefined ? name.startsWith('registry/') : name === `registry/${stage}`,
  );
  return Promise.all(
    registries.map(async (standIn) => {
      const { isRefused, body } = await askStandIn(standIn, 'POST', 'rollout');
      if (isRefused) throw new SandboxSilent(standIn.name, standIn.url);
      const { stage, published, pods } = body as RegistryState;
      return { stage, published: published?.build ?? null, pods: pods.map((image) => image?.build ?? null) };
    }),
  );
}
