import { InvalidArgumentError, Option, type Command } from 'commander';
import { FAULT_KINDS, kindsOf, SandboxFaults, type FaultInForce } from '../sandbox-faults.ts';
import { FaultRefused } from '../errors/fault-refused.ts';
import { readCount } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readSandboxConfig } from './read-sandbox-config.ts';
import { describeFaultKinds, renderFault, renderFaultKinds } from './views/faults.ts';

interface AddOptions {
  readonly match?: string;
  readonly times?: number;
  readonly probability?: number;
  readonly ms?: number;
  readonly value?: string;
}

const WHERE = 'github, jenkins, registry/STAGE, or registry for all of them';
const EXAMPLES = `
Examples:
  $ limelight sandbox fault kinds jenkins                          what can go wrong there
  $ limelight sandbox fault add jenkins 503Loading --times 3
  $ limelight sandbox fault add jenkins result --value FAILURE --match staging --times 1
  $ limelight sandbox fault add registry/snapshot rolloutNeverHappens
  $ limelight sandbox fault add registry/snapshot staleCdn --ms 600000      in a sandbox with --cdn
  $ limelight sandbox fault add github lagPulls --ms 5000
  $ limelight sandbox fault clear jenkins 503Loading

The sandbox is the one of the configuration (. DIR/env), or that of --data:
  $ limelight sandbox --data ./stage fault list`;

/** `limelight sandbox fault`: lets things go wrong in a sandbox that runs. */
export function addSandboxFault(sandbox: Command, cli: Cli): void {
  const fault = sandbox
    .command('fault')
    .description('Let things go wrong on purpose in a sandbox that runs.')
    .addHelpText('after', EXAMPLES);
  fault
    .command('kinds')
    .description('Say what can go wrong, and what each kind takes.')
    .argument('[where]', 'github, jenkins or registry; all unless given')
    .action(async (where: string | undefined, _options: object, command: Command) => {
      await cli.run(command, async (context) => showKinds(context, where));
    });
  fault
    .command('list')
    .description('List what goes wrong, and how often it still will.')
    .argument('[where]', WHERE)
    .action(async (where: string | undefined, _options: object, command: Command) => {
      await cli.run(command, async (context) => {
        const faults = await (await open(context, command)).list(where);
        context.show(faults, () => renderAll(faults));
        return ExitCode.done;
      });
    });
  fault
    .command('add')
    .description('Let something go wrong.')
    .argument('<where>', WHERE)
    .argument('<kind>', 'what goes wrong; see kinds')
    .option('--match <regex>', 'only where this fits, such as "POST .*buildWithParameters"')
    .addOption(new Option('--times <n>', 'how often; for ever unless given').argParser(readCount))
    .addOption(new Option('--probability <p>', 'between 0 and 1; always unless given').argParser(readNumber))
    .addOption(new Option('--ms <n>', 'milliseconds, where the kind takes time').argParser(readNumber))
    .option('--value <text>', 'what the kind needs: a result, a package, a status')
    .action(async (where: string, kind: string, options: AddOptions, command: Command) => {
      await cli.run(command, async (context) => {
        const { match, times, probability, ms, value } = options;
        const faults = await (
          await open(context, command)
        ).add(where, {
          kind,
          match,
          times,
          probability,
          ms,
          value,
        });
        context.show(faults, () => renderAdded(where, kind, faults));
        return ExitCode.done;
      });
    });
  fault
    .command('clear')
    .description('End what goes wrong: everything, or of one stand-in, or of one kind there.')
    .argument('[where]', WHERE)
    .argument('[kind]', 'only this kind')
    .action(
      async (where: string | undefined, kind: string | undefined, _options: object, command: Command) => {
        await cli.run(command, async (context) => {
          const faults = await open(context, command);
          await faults.clear(where, kind);
          const left = await faults.list();
          context.show(left, () => ['Cleared.', ...(left.length === 0 ? [] : renderAll(left))]);
          return ExitCode.done;
        });
      },
    );
}

async function open(context: CommandContext, command: Command): Promise<SandboxFaults> {
  return new SandboxFaults(await readSandboxConfig(context, command));
}

function showKinds({ show }: CommandContext, where: string | undefined): ExitCode {
  const kinds = where === undefined ? undefined : kindsOf(where);
  if (where !== undefined && kinds === undefined)
    throw new FaultRefused(
      `There is no stand-in "${where}"; there are: ${Object.keys(FAULT_KINDS).join(', ')}.`,
    );
  const shown = kinds === undefined ? FAULT_KINDS : { [where ?? '']: kinds };
  show(describeFaultKinds(shown), () => renderFaultKinds(shown));
  return ExitCode.done;
}

function renderAll(faults: readonly FaultInForce[]): string[] {
  return faults.length === 0 ? ['Nothing goes wrong.'] : faults.map(renderFault);
}

function renderAdded(where: string, kind: string, faults: readonly FaultInForce[]): string[] {
  if (kindsOf(where)?.[kind]?.atOnce === true) return [`${where}: ${kind}, done.`];
  return faults.map(renderFault);
}

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Write a number.');
  return number;
}
