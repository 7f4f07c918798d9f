import { Client, Connection } from '@temporalio/client';
import { onTestFinished } from 'vitest';
import type { LineScope } from '../../domain/line.ts';

/** A namespace of which only the line answers, with one stop, until the test ends. */
export function lineStoppedFor(scope: LineScope): Client {
  const stop = { scope, actor: 'op', reason: 'incident 4711', since: 'noon' };
  const client = new Client({
    connection: Connection.lazy(),
    interceptors: { workflow: [{ query: async () => ({ version: 1, stops: [stop] }) }] },
  });
  onTestFinished(() => client.connection.close());
  return client;
}
