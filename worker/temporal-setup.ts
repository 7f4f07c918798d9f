import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msNumberToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../domain/search-attributes.ts';
import { isNotFound, isRefused } from './grpc-status.ts';

/** A star must be provable after a year. */
export const RETENTION_DAYS = 400;

const DAY = 24 * 60 * 60 * 1000;
/** https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/common.proto */
const KEYWORD = 2;

/** What {@link setUpTemporal} found and did. */
export interface TemporalSetup {
  readonly namespace: string;
  readonly createdNamespace: boolean;
  /** The search attributes that were missing. */
  readonly registered: readonly string[];
  /** The days for which a closed journey is kept, before and now. */
  readonly retentionDays: { readonly before: number; readonly now: number };
}

/** Why a namespace could not be set up; `message` says what a person can do about it. */
export class TemporalSetupFailed extends Error {
  override name = 'TemporalSetupFailed' as const;
}

/**
 * Makes a namespace fit for journeys on any cluster: creates it where it is missing, registers the search
 * attributes that it lacks, and lengthens its retention. A longer retention stays as it is.
 *
 * May run twice: it does only what is missing. New attributes take some seconds to be known everywhere.
 *
 * @throws {@link TemporalSetupFailed} when an attribute is there with another type, or when the cluster lets
 *   nobody do this through the API, as Temporal Cloud does.
 * @throws the gRPC error when the cluster cannot be reached.
 */
export async function setUpTemporal(
  connection: Connection,
  namespace: string,
  retentionDays: number = RETENTION_DAYS,
): Promise<TemporalSetup> {
  const before = await readRetention(connection, namespace);
  if (before === undefined) await createNamespace(connection, namespace, retentionDays);
  const registered = await registerSearchAttributes(connection, namespace);
  const tooShort = before !== undefined && before < retentionDays;
  if (tooShort) await setRetention(connection, namespace, retentionDays);
  return {
    namespace,
    createdNamespace: before === undefined,
    registered,
    retentionDays: {
      before: before ?? retentionDays,
      now: tooShort ? retentionDays : (before ?? retentionDays),
    },
  };
}

/** The days that the namespace keeps what is closed; undefined when there is no such namespace. */
async function readRetention(connection: Connection, namespace: string): Promise<number | undefined> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return tsToMs(config?.workflowExecutionRetentionTtl) / DAY;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function createNamespace(connection: Connection, namespace: string, days: number): Promise<void> {
  const create = connection.workflowService.registerNamespace({
    namespace,
    description: 'Journeys of package versions, by Limelight',
    workflowExecutionRetentionPeriod: msNumberToTs(days * DAY),
  });
  await explain(create, `create the namespace "${namespace}" with a retention of ${days} days`);
  await untilKnown(connection, namespace);
}

async function setRetention(connection: Connection, namespace: string, days: number): Promise<void> {
  const update = connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msNumberToTs(days * DAY) },
  });
  await explain(update, `set the retention of the namespace "${namespace}" to ${days} days`);
}

async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const names = Object.keys(SEARCH_ATTRIBUTES);
  const wish = `register the search attributes ${names.join(', ')} (type Keyword) in the namespace "${namespace}"`;
  const { customAttributes } = await explain(
    connection.operatorService.listSearchAttributes({ namespace }),
    wish,
  );
  const registered: Readonly<Record<string, number>> = customAttributes ?? {};
  const other = names.find((name) => registered[name] !== undefined && registered[name] !== KEYWORD);
  if (other !== undefined) {
    throw new TemporalSetupFailed(
      `The search attribute ${other} of the namespace "${namespace}" has another type than Keyword: ` +
        `remove it (temporal operator search-attribute remove --name ${other}) and set up again.`,
    );
  }
  const missing = names.filter((name) => registered[name] === undefined);
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await explain(connection.operatorService.addSearchAttributes({ namespace, searchAttributes }), wish);
  return missing;
}

/** A server's own cache of namespaces learns of a new one after some seconds. */
async function untilKnown(connection: Connection, namespace: string): Promise<void> {
  for (let look = 0; look < 60; look += 1) {
    try {
      await connection.operatorService.listSearchAttributes({ namespace });
      return;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await delay(500);
    }
  }
}

/** Says in words what the cluster does not let us do. */
async function explain<T>(call: Promise<T>, wish: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isRefused(error)) throw error;
    throw new TemporalSetupFailed(
      `The cluster does not let these credentials ${wish} (${(error as Error).message}). Let somebody do it who may; ` +
        'in Temporal Cloud that is its web page or the tcld command.',
      { cause: error },
    );
  }
}
