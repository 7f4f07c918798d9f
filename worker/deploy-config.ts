import type { Deploy } from '../domain/pipeline.ts';
import type { DeploySection } from './deploy-schema.ts';

type Section = Exclude<DeploySection, string>;
type AddressOf<T> = T extends { readonly remindAfter: number } ? Omit<T, 'remindAfter'> : never;

/** Who rolls the images of a stage out, with the names of the variables that have the secrets. */
export type DeployAddress = AddressOf<Extract<Section, { mode: 'webhook' | 'kubernetes' }>>;

const DEFAULT_REMIND_MS = 30 * 60 * 1_000;

/** What the section means: this goes into workflows. */
export function deployOf(deploy: DeploySection): Deploy {
  if (typeof deploy === 'string') return { mode: deploy, remindMs: DEFAULT_REMIND_MS };
  return { mode: deploy.mode, remindMs: deploy.remindAfter };
}

/** Where things are: this stays with the worker. */
export function deployAddressOf(deploy: DeploySection): { readonly deploy?: DeployAddress } {
  if (typeof deploy === 'string' || deploy.mode === 'automatic' || deploy.mode === 'manual') return {};
  const { remindAfter: _remindAfter, ...address } = deploy;
  return { deploy: address };
}

/** The environment variables that it names, by the keys that name them. */
export function variablesOf(address: DeployAddress | undefined): (readonly [key: string, name: string])[] {
  if (address === undefined) return [];
  if (address.mode === 'webhook') return [['secretEnv', address.secretEnv]];
  const { tokenEnv, caEnv } = address;
  return [['tokenEnv', tokenEnv], ...(caEnv === undefined ? [] : [['caEnv', caEnv] as const])];
}
