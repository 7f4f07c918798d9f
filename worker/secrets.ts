import type { Config } from './config.ts';
import { variablesOf } from './deploy-config.ts';

/** What the worker proves itself with. Only ever in memory: never in a payload, a log or a file. */
export interface Secrets {
  readonly github:
    | { readonly token: string }
    | { readonly appId: number; readonly installationId: number; readonly privateKey: string };
  readonly jenkins: { readonly user: string; readonly token: string };
  /** By the name of the stage, where roll-outs need any. */
  readonly rollOuts: Readonly<Record<string, RollOutSecrets>>;
  /** By the name of the channel. */
  readonly channels: Readonly<Record<string, ChannelSecrets>>;
}

/** What a worker signs its orders with, or what it proves itself to an API server with, and that to it. */
export interface RollOutSecrets {
  readonly secret?: string;
  readonly token?: string;
  readonly ca?: string;
}

/** Where a channel is, when that is a secret, and what signs what is sent there. */
export interface ChannelSecrets {
  readonly url?: string;
  readonly secret?: string;
}

/** An environment variable that the configuration names and that has no value. */
export interface MissingVariable {
  readonly name: string;
  /** Where the configuration names it, such as `jenkins.tokenEnv`. */
  readonly path: string;
}

/** Why the worker cannot prove itself; `missing` says which variables have no value. */
export class MissingSecrets extends Error {
  override name = 'MissingSecrets' as const;
  readonly missing: readonly MissingVariable[];

  constructor(missing: readonly MissingVariable[]) {
    const named = missing.map(({ name, path }) => `${name} (named by ${path})`).join(', ');
    super(`These environment variables have no value: ${named}. Set them, or name others in limelight.yaml.`);
    this.missing = missing;
  }
}

/** The variables that the configuration names and that have no value. */
export function findMissingVariables(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
): MissingVariable[] {
  return namedVariables(config).filter(({ name }) => !env[name]);
}

/** @throws {@link MissingSecrets} unless every variable that the configuration names has a value. */
export function readSecrets(config: Config, env: NodeJS.ProcessEnv = process.env): Secrets {
  const missing = findMissingVariables(config, env);
  if (missing.length > 0) throw new MissingSecrets(missing);
  const valueOf = (name: string): string => env[name] as string;
  // Many places for secrets hold one line only: there, people write the line ends as \n.
  const pemOf = (name: string): string => valueOf(name).replaceAll(String.raw`\n`, '\n');
  const { auth } = config.github;
  return {
    github:
      'tokenEnv' in auth
        ? { token: valueOf(auth.tokenEnv) }
        : {
            appId: auth.appId,
            installationId: auth.installationId,
            privateKey: pemOf(auth.privateKeyEnv),
          },
    jenkins: { user: valueOf(config.jenkins.userEnv), token: valueOf(config.jenkins.tokenEnv) },
    rollOuts: Object.fromEntries(
      [...config.addresses].flatMap(([stage, { deploy }]): [string, RollOutSecrets][] => {
        if (deploy === undefined) return [];
        if (deploy.mode === 'webhook') return [[stage, { secret: valueOf(deploy.secretEnv) }]];
        const { tokenEnv, caEnv } = deploy;
        return [[stage, { token: valueOf(tokenEnv), ...(caEnv !== undefined && { ca: pemOf(caEnv) }) }]];
      }),
    ),
    channels: Object.fromEntries(
      Object.entries(config.notices.channels).map(([name, channel]) => [
        name,
        {
          ...(channel.urlEnv !== undefined && { url: valueOf(channel.urlEnv) }),
          ...('secretEnv' in channel && { secret: valueOf(channel.secretEnv) }),
        },
      ]),
    ),
  };
}

function namedVariables({
  github: { auth },
  jenkins,
  pipeline,
  addresses,
  notices,
}: Config): MissingVariable[] {
  return [
    'tokenEnv' in auth
      ? { name: auth.tokenEnv, path: 'github.auth.tokenEnv' }
      : { name: auth.privateKeyEnv, path: 'github.auth.privateKeyEnv' },
    { name: jenkins.userEnv, path: 'jenkins.userEnv' },
    { name: jenkins.tokenEnv, path: 'jenkins.tokenEnv' },
    ...pipeline.stages.flatMap(({ name: stage }, position) =>
      variablesOf(addresses.get(stage)?.deploy).map(([key, name]) => ({
        name,
        path: `pipeline.stages[${position}].deploy.${key}`,
      })),
    ),
    ...Object.entries(notices.channels).flatMap(([channel, { kind: _kind, ...named }]) =>
      Object.entries(named).flatMap(([key, name]) =>
        key.endsWith('Env') && name !== undefined
          ? [{ name, path: `notices.channels.${channel}.${key}` }]
          : [],
      ),
    ),
  ];
}
