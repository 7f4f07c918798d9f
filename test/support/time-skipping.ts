import { randomUUID } from 'node:crypto';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import {
  InternalConnectionOptionsSymbol,
  type InternalConnectionOptions,
} from '@temporalio/client/lib/connection.js';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.ts';
import { quietRuntime, type TestConnection } from '../setup/temporal-env.ts';

/** https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/common.proto */
const KEYWORD = 2;
/** https://grpc.io/docs/guides/status-codes/ */
const ALREADY_EXISTS = 6;

/** A Temporal test server, whose clock runs ahead whenever all workflows and activities wait. */
export interface TimeSkipping extends TestConnection {
  /** For workers: this server is not the run's. */
  readonly native: NativeConnection;
  /** The time by its clock, epoch milliseconds. */
  now(): Promise<number>;
}

/** Connects to a time-skipping server that runs already, in a namespace that nobody else uses. */
export async function connectToTimeSkipping(address: string): Promise<TimeSkipping> {
  quietRuntime();
  const options: InternalConnectionOptions = {
    address,
    [InternalConnectionOptionsSymbol]: { supportsTestService: true },
  };
  const [connection, native] = await Promise.all([
    Connection.connect(options),
    NativeConnection.connect({ address }),
  ]);
  const namespace = `storage-${randomUUID()}`;
  const searchAttributes = Object.fromEntries(Object.keys(SEARCH_ATTRIBUTES).map((name) => [name, KEYWORD]));
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    // They are the server's, and not the namespace's: whoever was here before has left them.
    const status: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (status !== ALREADY_EXISTS) throw error;
  }
  return {
    client: new Client({ connection, namespace }),
    native,
    now: async () => tsToMs((await connection.testService?.getCurrentTime({}))?.time),
    close: async () => {
      await native.close();
      await connection.close();
    },
  };
}
