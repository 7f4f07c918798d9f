import type { Config } from './config.ts';

/** What the worker proves itself with. Only ever in memory: never in a payload, a log or a file. */
export interface Secrets {
  readonly github:
    | { readonly token: string }
    | { readonly appId: number; readonly installationId: number; readonly privateKey: string };
  readonly jenkins: { readonly user: string; readonly token: string };
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
  const { auth } = config.github;
  return {
    github:
      'tokenEnv' in auth
        ? { token: valueOf(auth.tokenEnv) }
        : {
            appId: auth.appId,
            installationId: auth.installationId,
            // Many places for secrets hold one line only: there, people write the line ends as \n.
            privateKey: valueOf(auth.privateKeyEnv).replaceAll(String.raw`\n`, '\n'),
          },
    jenkins: { user: valueOf(config.jenkins.userEnv), token: valueOf(config.jenkins.tokenEnv) },
  };
}

function namedVariables({ github: { auth }, jenkins }: Config): MissingVariable[] {
  return [
    'tokenEnv' in auth
      ? { name: auth.tokenEnv, path: 'github.auth.tokenEnv' }
      : { name: auth.privateKeyEnv, path: 'github.auth.privateKeyEnv' },
    { name: jenkins.userEnv, path: 'jenkins.userEnv' },
    { name: jenkins.tokenEnv, path: 'jenkins.tokenEnv' },
  ];
}
