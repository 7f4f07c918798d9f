import { loadConfig, type Config } from './config.ts';
import { InvalidConfig } from './config-problems.ts';
import { findMissingGatewayVariables } from './gateway-secrets.ts';
import { findMissingVariables, type MissingVariable } from './secrets.ts';

/** What is wrong with a configuration: nothing, when both lists are empty. */
export interface ConfigCheck {
  /** Undefined when the file cannot be used at all. */
  readonly config: Config | undefined;
  /** One sentence each, with line, path and fix. */
  readonly problems: readonly string[];
  /** Environment variables that the file names and that have no value here. */
  readonly missing: readonly MissingVariable[];
}

/**
 * Checks `limelight.yaml` and the environment without reaching for any service. A file that is wrong or cannot
 * be read is a problem in the answer, not an error.
 */
export async function checkConfig(file: string, env: NodeJS.ProcessEnv = process.env): Promise<ConfigCheck> {
  try {
    const config = await loadConfig(file);
    const ofGateway = config.gateway === undefined ? [] : findMissingGatewayVariables(config, env);
    return { config, problems: [], missing: [...findMissingVariables(config, env), ...ofGateway] };
  } catch (error) {
    const problems = error instanceof InvalidConfig ? error.problems : [(error as Error).message];
    return { config: undefined, problems, missing: [] };
  }
}
