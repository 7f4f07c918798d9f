import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../worker/config.ts';
import type { CommandContext } from './cli.ts';
import { readConfigFile } from './read-config.ts';

/** The configuration of the sandbox that is meant: that of `limelight sandbox --data DIR ...`, else the usual one. */
export async function readSandboxConfig({ configFile }: CommandContext, command: Command): Promise<Config> {
  const { data } = command.optsWithGlobals<{ readonly data?: string }>();
  return readConfigFile(data === undefined ? configFile : join(data, 'limelight.yaml'));
}
