import { afterEach, describe, expect, it } from 'vitest';
import { serveHealth, type HealthServer } from '../../worker/health-server.ts';
import { judgeReadiness, type Readiness } from '../../worker/readiness.ts';

type Status = Parameters<typeof judgeReadiness>[0];

const polling: Status = {
  runState: 'RUNNING',
  workflowPollerState: 'POLLING',
  activityPollerState: 'POLLING',
};
const answering = (): Promise<unknown> => Promise.resolve({});
const refusing = (): Promise<unknown> => Promise.reject(new Error('14 UNAVAILABLE'));
const silent = (): Promise<unknown> => new Promise(() => {});

describe('readiness', () => {
  it.each<[string, Status, () => Promise<unknown>, Readiness]>([
    [
      'polls and is answered',
      polling,
      answering,
      { ready: true, reason: 'The worker polls and Temporal answers.' },
    ],
    [
      'has not started',
      { ...polling, runState: 'INITIALIZED' },
      answering,
      { ready: false, reason: 'The worker is initialized.' },
    ],
    [
      'drains',
      { ...polling, runState: 'DRAINING' },
      answering,
      { ready: false, reason: 'The worker is draining.' },
    ],
    [
      'lost a poller',
      { ...polling, activityPollerState: 'FAILED' },
      answering,
      {
        ready: false,
        reason: 'The worker does not poll (workflows: POLLING, activities: FAILED).',
      },
    ],
    ['is refused', polling, refusing, { ready: false, reason: 'Temporal does not answer: 14 UNAVAILABLE' }],
    [
      'waits for an answer',
      polling,
      silent,
      { ready: false, reason: 'Temporal does not answer: not within 20 ms' },
    ],
  ])('of a worker that %s', async (_, status, ask, expected) => {
    expect(await judgeReadiness(status, ask, 20)).toEqual(expected);
  });
});

describe('the health endpoint', () => {
  let server: HealthServer;
  afterEach(() => server.close());

  it('tells alive from ready', async () => {
    let state: Readiness = { ready: true, reason: 'fine' };
    server = await serveHealth('127.0.0.1:0', () => Promise.resolve(state));
    const ask = async (path: string): Promise<[number, unknown]> => {
      const response = await fetch(`${server.url}${path}`);
      return [response.status, await response.json()];
    };
    expect(await ask('/readyz')).toEqual([200, { ready: true, reason: 'fine' }]);
    state = { ready: false, reason: 'draining' };
    expect(await ask('/readyz')).toEqual([503, state]);
    expect(await ask('/healthz')).toEqual([200, { alive: true }]);
    expect((await ask('/'))[0]).toBe(404);
  });
});
