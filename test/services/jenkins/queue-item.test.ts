import { describe, expect, test } from 'vitest';
import { jenkinsWith, OWN } from './fake-jenkins.ts';

describe('a queue item', () => {
  const route = 'GET /queue/item/42/api/json';
  const item = { id: 42, inQueueSince: 5 };

  test.each([
    [
      'waits',
      { why: 'In the quiet period.' },
      { why: 'In the quiet period.', cancelled: false, build: null },
    ],
    ['is stuck', { why: 'offline', stuck: true }, { stuck: true }],
    ['left', { why: null, cancelled: false, executable: { number: 7 } }, { why: '', build: 7 }],
    ['left, but its build is not told yet', { cancelled: false, executable: null }, { build: null }],
    ['was cancelled', { cancelled: true }, { cancelled: true, build: null }],
  ])('that %s', async (_title, state, expected) => {
    const { jenkins } = await jenkinsWith({ [route]: { headers: OWN, body: { ...item, ...state } } });
    await expect(jenkins.lookAtQueueItem(42)).resolves.toMatchObject({ id: 42, since: 5, ...expected });
  });

  test('that Jenkins forgot is null', async () => {
    const { jenkins } = await jenkinsWith({ [route]: { status: 404 } });
    await expect(jenkins.lookAtQueueItem(42)).resolves.toBeNull();
  });

  test.each([204, 302, 404])('is cancelled, or gone already (%i)', async (status) => {
    const { jenkins, fake } = await jenkinsWith({
      'POST /queue/cancelItem': { status, headers: { location: '/' } },
    });
    await expect(jenkins.cancelQueued(42)).resolves.toBeUndefined();
    expect(fake.requests).toEqual(['POST /queue/cancelItem?id=42']);
  });

  test.each([422, 500])('that waits still and cannot be cancelled (%i) is an error', async (status) => {
    const { jenkins } = await jenkinsWith({
      'POST /queue/cancelItem': { status },
      [route]: { headers: OWN, body: { ...item, why: 'It waits.' } },
    });
    await expect(jenkins.cancelQueued(42)).rejects.toMatchObject({ name: 'JenkinsError', status });
  });

  test.each([
    ['was cancelled', { cancelled: true }],
    ['is a build already', { cancelled: false, executable: { number: 7 } }],
  ])('that %s cannot be cancelled any more, which is no error', async (_title, state) => {
    const { jenkins } = await jenkinsWith({
      'POST /queue/cancelItem': { status: 500 },
      [route]: { headers: OWN, body: { ...item, ...state } },
    });
    await expect(jenkins.cancelQueued(42)).resolves.toBeUndefined();
  });
});
