import type { Config } from './config.ts';
import { DEFAULT_GATEWAY } from './config-schema.ts';
import { MissingSecrets, type MissingVariable } from './secrets.ts';

/** What those who send to the gateway prove themselves with. Workers have no use for it, and need not have it. */
export interface GatewaySecrets {
  readonly webhook: string;
  /** Undefined where none is configured: then nobody may notify. */
  readonly jenkins: string | undefined;
}

type GatewayConfig = Pick<Config, 'gateway'>;

/** The variables that the section `gateway` names, or its defaults do, and that have no value. */
export function findMissingGatewayVariables(
  config: GatewayConfig,
  env: NodeJS.ProcessEnv = process.env,
): MissingVariable[] {
  return namedVariables(config).filter(({ name }) => !env[name]);
}

/** @throws {@link MissingSecrets} unless every variable that the section names has a value. */
export function readGatewaySecrets(
  config: GatewayConfig,
  env: NodeJS.ProcessEnv = process.env,
): GatewaySecrets {
  const missing = findMissingGatewayVariables(config, env);
  if (missing.length > 0) throw new MissingSecrets(missing);
  const { secretEnv, jenkinsTokenEnv } = config.gateway ?? DEFAULT_GATEWAY;
  return {
    webhook: env[secretEnv] ?? '',
    jenkins: jenkinsTokenEnv === undefined ? undefined : env[jenkinsTokenEnv],
  };
}

function namedVariables({ gateway = DEFAULT_GATEWAY }: GatewayConfig): MissingVariable[] {
  const { secretEnv, jenkinsTokenEnv } = gateway;
  return [
    { name: secretEnv, path: 'gateway.secretEnv' },
    ...(jenkinsTokenEnv === undefined ? [] : [{ name: jenkinsTokenEnv, path: 'gateway.jenkinsTokenEnv' }]),
  ];
}
