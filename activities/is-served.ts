import type { Content } from '../domain/content.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import { lookAtServed } from '../services/registry/verify.ts';
import type { Services } from './services.ts';

export interface IsServedInput {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  readonly content: Content;
  readonly policy: Stage['proof'];
}

/** Looks at a registry once. @returns whether it serves the version at this moment, with whatever bytes. Reads only. */
export async function isServed(
  services: Services,
  { stage, packageVersion, content, policy }: IsServedInput,
): Promise<boolean> {
  const { files } = await services.storage.readContent(content.tree);
  const question = { packageVersion, level: policy.content, files };
  const { verdict } = await lookAtServed(services.registryOf(stage), question);
  return verdict === 'served' || verdict === 'differs';
}
