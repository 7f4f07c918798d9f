import { Option, type Command } from 'commander';
import { checkRoute, type Route } from '../../domain/pipeline.ts';
import { Registry } from '../../services/registry/registry.ts';
import { findAdoptable, findOrphans } from '../adoptions.ts';
import { auditNow, type Audit } from '../audit.ts';
import { findEnded } from '../ended-journeys.ts';
import { openStorage } from '../open-storage.ts';
import { renderAdoptable, renderAdopted, startAdopted } from './adopt.ts';
import { actorOption, findActor, readCount, readRoute } from './arguments.ts';
import { auditExitCode } from './audit-exit-code.ts';
import { auditOnSchedule, showLastAudit, stopAudits } from './audit-schedule.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { QuestionLine } from './question-line.ts';
import { renderAudit } from './views/audit.ts';
import { withJourneys, type JourneysAtHand } from './with-journeys.ts';

interface AuditOptions {
  readonly package?: string;
  readonly adopt?: boolean;
  readonly yes?: boolean;
  readonly limit: number;
  readonly route?: Route;
  readonly as?: string;
  readonly schedule?: string;
  readonly unschedule?: boolean;
  readonly last?: boolean;
}

const EXAMPLES = `
Examples:
  $ limelight audit
  $ limelight audit --package nginx --json
  $ limelight audit --adopt --limit 5
  $ limelight audit --schedule "0 7 * * 1-5"     each working day at seven, UTC
  $ limelight audit --last                       what the last of these found`;

const OTHERS = ['adopt', 'package', 'yes', 'route'];

export function addAudit(program: Command, cli: Cli): void {
  program
    .command('audit')
    .summary('find what no journey sees to')
    .description(
      'Look at all branches, journeys and registries together, and find versions without a journey or on two branches, journeys whose facts changed behind their backs, what is left of journeys that are over, and what registries do not serve. Ends with 6 when something needs a person. Nothing is written but with --adopt.',
    )
    .option('--package <name>', 'only this package')
    .option('--adopt', 'list the journeys that versions without one need, ask, and start them')
    .option('--yes', 'do not ask')
    .addOption(new Option('--limit <n>', 'start at most so many').argParser(readCount).default(20))
    .option('--route <stages>', 'let them visit only these stages, such as snapshot,production', readRoute)
    .addOption(actorOption())
    .addOption(
      new Option('--schedule <cron>', 'let Temporal do it again and again, in UTC').conflicts(OTHERS),
    )
    .addOption(new Option('--unschedule', 'end that').conflicts([...OTHERS, 'schedule']))
    .addOption(
      new Option('--last', 'show what the last scheduled audit found').conflicts([
        ...OTHERS,
        'schedule',
        'unschedule',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: AuditOptions, command: Command) => {
      await cli.run(command, (context) => {
        if (options.schedule !== undefined) return auditOnSchedule(context, options.schedule);
        if (options.unschedule === true) return stopAudits(context);
        if (options.last === true) return showLastAudit(context);
        if (options.adopt === true && context.json && options.yes !== true)
          command.error('error: --json cannot ask: say --yes');
        return audit(context, options);
      });
    });
}

async function audit(context: CommandContext, options: AuditOptions): Promise<ExitCode> {
  return withJourneys(context, async (hand) => {
    const { config, journeys } = hand;
    const route = checkRoute(config.pipeline, options.route ?? config.route);
    const found = await auditNow({
      storage: openStorage(config, context.env),
      journeys,
      pipeline: config.pipeline,
      registryOf: (stage) => new Registry({ url: config.addresses.get(stage)?.registry ?? '' }),
      packageName: options.package,
    });
    if (options.adopt === true) return adopt(context, hand, found, { ...options, route });
    context.show(found.summary, () => renderAudit(found.summary, context.terminal.paint));
    return auditExitCode(found.summary);
  });
}

async function adopt(
  context: CommandContext,
  { config, journeys }: JourneysAtHand,
  { facts }: Audit,
  { limit, route, yes, as }: AuditOptions & { readonly route: Route },
): Promise<ExitCode> {
  const { terminal } = context;
  const orphans = findOrphans(facts).map(({ packageVersion }) => packageVersion);
  const ended = await findEnded(journeys, orphans);
  const adoptable = findAdoptable(facts, config.pipeline, route, ended);
  const chosen = adoptable.prospects.slice(0, limit);
  if (!context.json)
    for (const line of renderAdoptable(adoptable, chosen, terminal.paint)) terminal.print(line);
  const isAgreed = chosen.length === 0 || yes === true ? true : await ask(context, chosen.length);
  if (isAgreed !== true) {
    terminal.warn(
      isAgreed === false ? 'Nothing was started.' : 'Nothing was started: nobody answers; say --yes.',
    );
    return isAgreed === false ? ExitCode.done : ExitCode.usage;
  }
  const result = await startAdopted(journeys, chosen, await findActor(as));
  const { leftOut } = adoptable;
  const left = adoptable.prospects.length - chosen.length;
  context.show({ ...result, leftOut, beyondLimit: left }, () => renderAdopted(result));
  if (result.failed.length > 0) return ExitCode.refused;
  return leftOut.length > 0 ? ExitCode.attention : ExitCode.done;
}

/** @returns undefined when there is nobody to ask. */
async function ask({ terminal }: CommandContext, count: number): Promise<boolean | undefined> {
  const line = new QuestionLine(terminal);
  try {
    const journeys = count === 1 ? 'this journey' : `these ${count} journeys`;
    return await line.ask(`Start ${journeys}? [y/n] `, line.gone);
  } finally {
    line.close();
  }
}
