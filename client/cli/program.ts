import { Command } from 'commander';
import { addAbort } from './abort.ts';
import { addAcceptContent } from './accept-content.ts';
import { addAcceptRemoval } from './accept-removal.ts';
import { addApprove } from './approve.ts';
import { addAudit } from './audit.ts';
import type { Cli } from './cli.ts';
import { addConfig } from './config.ts';
import { addDemo } from './demo.ts';
import { addDeployed } from './deployed.ts';
import { addGateway } from './gateway.ts';
import { addHistory } from './history.ts';
import { addHold } from './hold.ts';
import { addLine } from './line.ts';
import { addList } from './list.ts';
import { addNudge } from './nudge.ts';
import { addPlan } from './plan.ts';
import { addPromote } from './promote.ts';
import { addPublisher } from './publisher.ts';
import { addReject } from './reject.ts';
import { addRepair } from './repair.ts';
import { addResume } from './resume.ts';
import { addRetry } from './retry.ts';
import { addSandbox } from './sandbox.ts';
import { addSetup } from './setup.ts';
import { addSkip } from './skip.ts';
import { addStart } from './start.ts';
import { addStatus } from './status.ts';
import { addUndoCleanup } from './undo-cleanup.ts';
import { addUp } from './up.ts';
import { addVerify } from './verify.ts';
import { addWatch } from './watch.ts';
import { addWithdraw } from './withdraw.ts';
import { addWhy } from './why.ts';
import { addWorker } from './worker.ts';

const GROUPS = {
  'Journeys:': [
    addStart,
    addStatus,
    addWhy,
    addHistory,
    addList,
    addWatch,
    addPlan,
    addVerify,
    addPublisher,
    addAudit,
  ],
  'Decisions:': [
    addApprove,
    addReject,
    addHold,
    addResume,
    addPromote,
    addRetry,
    addSkip,
    addAbort,
    addNudge,
    addDeployed,
    addLine,
  ],
  'When something went wrong:': [addRepair, addWithdraw, addUndoCleanup, addAcceptContent, addAcceptRemoval],
  'Running:': [addUp, addWorker, addGateway, addSetup, addConfig],
  'Trying out:': [addDemo, addSandbox],
} as const;

const AFTER = `
Exit codes:
  0 done   1 failed or aborted   2 wrong usage or configuration   3 refused
  4 not found   5 a service does not answer   6 the journey needs a person

Examples:
  $ limelight demo                          watch a journey now, with nothing to set up
  $ limelight start nginx@1.6.0 --watch
  $ limelight approve nginx@1.6.0 --reason "dashboards looked at"`;

/** The command line with all its commands. What it throws is for {@link reportError}. */
export function createProgram(cli: Cli): Command {
  const program = new Command('limelight')
    .description('Carries package versions from their first pull request to the production registry.')
    .option('--config <file>', 'the configuration (default: $LIMELIGHT_CONFIG, else limelight.yaml)')
    .option('--json', 'print the answer as JSON')
    .option('--debug', 'print the stack of an error')
    .helpCommand(false)
    .showHelpAfterError('(add --help for the manual)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.terminal.write(text),
      writeErr: (text) => cli.terminal.warn(text.trimEnd()),
    })
    .addHelpText('after', AFTER);
  for (const [heading, adders] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const add of adders) add(program, cli);
  }
  return program;
}
