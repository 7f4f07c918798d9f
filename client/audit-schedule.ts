import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  WorkflowFailedError,
  type Client,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { AuditSummary } from '../domain/audit-summary.ts';
import { AUDIT_ID } from '../domain/names.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { AuditNotFound } from './errors/audit-not-found.ts';
import { ScheduleRefused } from './errors/schedule-refused.ts';
import { askTemporal } from './temporal-answers.ts';

export interface AuditScheduleOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Pinned in the schedule: set it again when the pipeline changes. */
  readonly pipeline: Pipeline;
  readonly timing: Timing;
}

/** The last audit that the schedule started and that is over. */
export interface PastAudit {
  readonly workflowId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Absent when it did not end well. */
  readonly summary?: AuditSummary;
  /** Why there is no summary. */
  readonly why?: string;
}

const ATTENTION = defineSearchAttributeKey('LimelightAttention', SearchAttributeType.KEYWORD);

/** The workflow of a scheduled audit, as a client sees it. */
type StorageAudit = (input: Pick<AuditScheduleOptions, 'pipeline' | 'timing'>) => Promise<AuditSummary>;

/** The schedule by which Temporal lets the storage be audited; a namespace has at most one. */
export class AuditSchedule {
  readonly #options: AuditScheduleOptions;

  constructor(options: AuditScheduleOptions) {
    this.#options = options;
  }

  /**
   * Creates the schedule, or changes it. May run twice. One audit at a time; one that was missed is made up for
   * within an hour.
   *
   * @param expression - as of cron, in UTC.
   * @returns the next times, ISO 8601.
   * @throws {@link ScheduleRefused} for an expression that makes no sense; {@link TemporalUnreachable}.
   */
  async set(expression: string): Promise<string[]> {
    const { client, taskQueue, pipeline, timing } = this.#options;
    const what = {
      spec: { cronExpressions: [expression] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' },
      action: {
        type: 'startWorkflow' as const,
        workflowType: 'storageAudit',
        workflowId: AUDIT_ID,
        taskQueue,
        args: [{ pipeline, timing }] as Parameters<StorageAudit>,
        staticSummary: 'Looks whether storage, journeys and registries fit together',
        // Without it some servers would find it among what needs attention: nothing is not "none".
        typedSearchAttributes: [{ key: ATTENTION, value: 'none' }],
      },
    };
    return this.#ask(async () => {
      const handle = client.schedule.getHandle(AUDIT_ID);
      try {
        await client.schedule.create({ scheduleId: AUDIT_ID, ...what });
      } catch (error) {
        refuse(expression, error);
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        try {
          await handle.update(({ state }) => ({ ...what, state }));
        } catch (refused) {
          refuse(expression, refused);
          throw refused;
        }
      }
      const { info } = await handle.describe();
      return info.nextActionTimes.map((time) => time.toISOString());
    });
  }

  /** Removes the schedule. @returns whether there was one. */
  async remove(): Promise<boolean> {
    return this.#ask(async () => {
      try {
        await this.#options.client.schedule.getHandle(AUDIT_ID).delete();
        return true;
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return false;
        throw error;
      }
    });
  }

  /** What the last audit that is over found. @throws {@link AuditNotFound} when there is none. */
  async last(): Promise<PastAudit> {
    const { client } = this.#options;
    return this.#ask(async () => {
      const query = 'WorkflowType = "storageAudit" AND ExecutionStatus != "Running"';
      let newest: { workflowId: string; runId: string; startTime: Date } | undefined;
      for await (const found of client.workflow.list({ query }))
        if (newest === undefined || found.startTime > newest.startTime) newest = found;
      if (newest === undefined) throw new AuditNotFound();
      const { workflowId, runId, startTime } = newest;
      const past = { workflowId, startedAt: startTime.toISOString() };
      try {
        const summary = await client.workflow.getHandle<StorageAudit>(workflowId, runId).result();
        return { ...past, summary };
      } catch (error) {
        if (!(error instanceof WorkflowFailedError)) throw error;
        return { ...past, why: whyOf(error) };
      }
    });
  }

  #ask<T>(work: () => Promise<T>): Promise<T> {
    const { client, taskQueue } = this.#options;
    return askTemporal(client, { taskQueue, answeredBy: 'server' }, work);
  }
}

/** The SDK makes a TypeError of what the server finds wrong. @throws {@link ScheduleRefused} for such. */
function refuse(expression: string, error: unknown): void {
  if (error instanceof TypeError) throw new ScheduleRefused(expression, error.message, { cause: error });
}

/** The innermost cause says most: an activity that asked a person, say. */
function whyOf(error: Error): string {
  return error.cause instanceof Error ? whyOf(error.cause) : error.message;
}
