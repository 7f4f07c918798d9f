import { describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { MOST_ATTEMPTS_OF_NOTICE, type NotifyInput } from '../../activities/notify.ts';
import { inActivity } from '../support/in-activity.ts';
import { sampleNotice } from '../support/notice.ts';
import { sandboxServices } from '../support/services.ts';

const workflowId = 'package/nginx@1.6.0';

/** A journey's sandbox with an open pull request, and a way to run the attempts of one notice after another. */
async function startWorld() {
  const { sandbox, services } = await sandboxServices();
  const { github, notices } = sandbox;
  await github.pushCommit('a', { a: 'a' }, 'teammate', 'Add', 'staging');
  const proposal = { title: 'Add', head: 'a', base: 'staging', login: 'teammate' };
  const { number } = await github.openPullRequest(proposal);
  const activities = createActivities(services);
  const beats: unknown[] = [];
  const pullRequest = { number, url: 'https://github.example.org/pull/1' };
  const all = {
    workflowId,
    notice: sampleNotice({ pullRequest }),
    channels: ['pull-request', 'team', 'desk'],
  };
  const attempt = (count: number, input: NotifyInput = all) =>
    inActivity(() => activities.notify(input), count, undefined, beats);
  const comments = async (): Promise<number> => {
    const headers = { authorization: 'Bearer bot-token' };
    const url = `${github.url}/repos/${services.storage.repository}/issues/${number}/comments`;
    return ((await (await fetch(url, { headers })).json()) as unknown[]).length;
  };
  const heardBy = (channel: string) => notices.heard.filter((notice) => notice.channel === channel).length;
  return { notices, attempt, beats, all, comments, heardBy };
}

describe('an event', () => {
  it('is told over every channel', async () => {
    const { attempt, comments, heardBy } = await startWorld();
    expect(await attempt(1)).toEqual({ delivered: ['pull-request', 'team', 'desk'], failed: [] });
    expect([await comments(), heardBy('slack'), heardBy('webhook')]).toEqual([1, 1, 1]);
  });

  it('is told once in spite of retries: who heard it is remembered', async () => {
    const { notices, attempt, comments, heardBy } = await startWorld();
    notices.faults.add({ kind: 'status', value: '503', match: '/notices', times: 2 });
    const failure = {
      type: 'Unavailable',
      message: expect.stringMatching(/^not everybody heard: desk: .*503/),
    };
    await expect(attempt(1)).rejects.toMatchObject(failure);
    await expect(attempt(2)).rejects.toMatchObject(failure);
    expect(await attempt(3)).toEqual({ delivered: ['pull-request', 'team', 'desk'], failed: [] });
    expect([await comments(), heardBy('slack'), heardBy('webhook')]).toEqual([1, 1, 1]);
  });

  it('is one comment though a worker died before it could remember', async () => {
    const { attempt, beats, comments } = await startWorld();
    await attempt(1);
    beats.length = 0;
    await attempt(2);
    expect(await comments()).toBe(1);
  });

  it('comes a second time where an answer was lost, under the same id', async () => {
    const { notices, attempt } = await startWorld();
    notices.faults.add({ kind: 'lostAnswer', match: '/notices', times: 1 });
    await expect(attempt(1)).rejects.toMatchObject({ type: 'Unavailable' });
    await attempt(2);
    const ids = notices.heard.flatMap(({ id }) => id ?? []);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a channel that is out of order', () => {
  it('holds nothing up: after some attempts it is named, and the others have heard', async () => {
    const { notices, attempt, heardBy } = await startWorld();
    notices.faults.add({ kind: 'status', value: '500', match: '/services' });
    for (let count = 1; count < MOST_ATTEMPTS_OF_NOTICE; count += 1)
      await expect(attempt(count)).rejects.toMatchObject({ type: 'Unavailable' });
    const told = await attempt(MOST_ATTEMPTS_OF_NOTICE);
    expect(told.delivered).toEqual(['pull-request', 'desk']);
    expect(told.failed).toEqual([{ channel: 'team', why: expect.stringContaining('the URL in SLACK_URL') }]);
    expect(JSON.stringify(told)).not.toContain('slack-token');
    expect(heardBy('webhook')).toBe(1);
  });

  it('is not asked again when it refused', async () => {
    const { notices, attempt } = await startWorld();
    notices.faults.add({ kind: 'status', value: '404', match: '/services', times: 1 });
    expect(await attempt(1)).toMatchObject({ failed: [{ channel: 'team' }] });
  });

  it('is named when nobody knows it, or there was no pull request yet to comment on', async () => {
    const { attempt, all } = await startWorld();
    const channels = ['pager', 'pull-request'];
    expect(await attempt(1, { ...all, notice: sampleNotice(), channels })).toEqual({
      delivered: [],
      failed: [
        {
          channel: 'pager',
          why: expect.stringMatching(/has no channel "pager" \(it has pull-request, team, desk\)/),
        },
        { channel: 'pull-request', why: expect.stringContaining('has had no pull request yet') },
      ],
    });
  });
});
