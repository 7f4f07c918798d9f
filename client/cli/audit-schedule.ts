import { AuditSchedule } from '../audit-schedule.ts';
import { connectClient } from '../connect.ts';
import { auditExitCode } from './audit-exit-code.ts';
import type { CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';
import { renderAudit } from './views/audit.ts';

/** `audit --schedule`: creates or changes the schedule. */
export async function auditOnSchedule(context: CommandContext, expression: string): Promise<ExitCode> {
  return withSchedule(context, async (schedule) => {
    const next = await schedule.set(expression);
    context.show({ schedule: expression, next }, () => [
      `The storage is audited by "${expression}" (UTC)${next[0] === undefined ? '' : `, next at ${next[0]}`}.`,
      'See what came of it with `limelight audit --last`.',
    ]);
    return ExitCode.done;
  });
}

/** `audit --unschedule`: removes the schedule. */
export async function stopAudits(context: CommandContext): Promise<ExitCode> {
  return withSchedule(context, async (schedule) => {
    const removed = await schedule.remove();
    context.show({ removed }, () => [
      removed ? 'The storage is audited by schedule no more.' : 'There was no schedule.',
    ]);
    return ExitCode.done;
  });
}

/** `audit --last`: shows what the last audit of the schedule found. */
export async function showLastAudit(context: CommandContext): Promise<ExitCode> {
  return withSchedule(context, async (schedule) => {
    const past = await schedule.last();
    const { startedAt, summary, why } = past;
    context.show(past, () =>
      summary === undefined
        ? [context.terminal.paint.alarm(`The audit of ${startedAt} did not end well: ${why}.`)]
        : [`Audit of ${startedAt}.`, ...renderAudit(summary, context.terminal.paint)],
    );
    return summary === undefined ? ExitCode.failed : auditExitCode(summary);
  });
}

async function withSchedule<T>(
  { configFile, env }: CommandContext,
  work: (schedule: AuditSchedule) => Promise<T>,
): Promise<T> {
  const { pipeline, timing, temporal } = await readConfigFile(configFile);
  const { client, close } = await connectClient(temporal.namespace, env);
  try {
    return await work(new AuditSchedule({ client, taskQueue: temporal.taskQueue, pipeline, timing }));
  } finally {
    await close();
  }
}
