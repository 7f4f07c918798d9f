import { Option, type Command } from 'commander';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import { stageNamed, type ContentLevel } from '../../domain/pipeline.ts';
import { Registry } from '../../services/registry/registry.ts';
import { lookAtServed } from '../../services/registry/verify.ts';
import { findExpected } from '../expected-content.ts';
import { openStorage } from '../open-storage.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';

interface VerifyOptions {
  readonly stage: string;
  readonly content?: ContentLevel;
}

const EXAMPLES = `
Examples:
  $ limelight verify nginx@1.6.0 --stage production
  $ limelight verify nginx@1.6.0 --stage snapshot --content presence`;

export function addVerify(program: Command, cli: Cli): void {
  program
    .command('verify')
    .summary('look once whether a registry serves a package version')
    .description(
      "Look once whether a stage's registry serves a package version with the content of the stage's branch, or else of the most mature branch that has it. Ends with 0 only when it does.",
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .requiredOption('--stage <stage>', 'whose registry')
    .addOption(
      new Option('--content <level>', "how closely; the stage's own level unless given").choices([
        'full',
        'manifest',
        'presence',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: VerifyOptions, command: Command) => {
      await cli.run(command, (context) => verify(context, packageVersion, options));
    });
}

async function verify(
  context: CommandContext,
  packageVersion: PackageVersion,
  { stage: name, content }: VerifyOptions,
): Promise<ExitCode> {
  const { addresses, pipeline, ...config } = await readConfigFile(context.configFile);
  const stage = stageNamed(pipeline, name);
  const storage = openStorage({ addresses, pipeline, ...config }, context.env);
  const expected = await findExpected(storage, packageVersion, pipeline, stage);
  const level = content ?? stage.proof.content;
  const url = addresses.get(name)?.registry ?? '';
  const look = await lookAtServed(new Registry({ url }), { packageVersion, level, files: expected.files });
  const isServed = look.verdict === 'served';
  context.show({ packageVersion, stage: name, level, expectedFrom: expected.branch, ...look }, () => {
    const { good, alarm, dim } = context.terminal.paint;
    const mark = isServed ? good('✓') : alarm('!');
    const against = dim(
      `Compared (${level}) with ${formatPackageVersion(packageVersion)} on ${expected.branch}.`,
    );
    return [`${mark} ${look.sentence}.`, against];
  });
  return isServed ? ExitCode.done : ExitCode.failed;
}
