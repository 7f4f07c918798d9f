import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NoticeReceiver } from '../../../sandbox/notices/notice-receiver.ts';
import { CommentChannel } from '../../../services/notices/comment-channel.ts';
import { NoPullRequest } from '../../../services/notices/no-pull-request.ts';
import { NoticeError } from '../../../services/notices/notice-error.ts';
import { NoticeUnreachable } from '../../../services/notices/notice-unreachable.ts';
import { SlackChannel } from '../../../services/notices/slack-channel.ts';
import { WebhookChannel } from '../../../services/notices/webhook-channel.ts';
import { sampleNotice } from '../../support/notice.ts';

const pullRequest = { number: 7, url: 'https://github.example.org/acme/storage/pull/7' };
const journeyUrl = 'https://temporal.example.org/journey';
const message = { ...sampleNotice({ pullRequest }), repository: 'acme/storage', journeyUrl };
const shown = 'the URL in SLACK_URL';

async function startReceiver() {
  const receiver = await NoticeReceiver.start({ secret: 's3cret' });
  onTestFinished(() => receiver.close());
  return receiver;
}

describe('a notice in Slack', () => {
  it('has a heading, why, what to do, for whom, and links', async () => {
    const receiver = await startReceiver();
    await new SlackChannel({ url: receiver.slackUrl, shown }).send(message);
    const text = [
      '*Reminder: nginx@1.6.0 waits*',
      'Since 2026-02-03 04:05 UTC: 1 of 2 approvals',
      '• approve it: `limelight approve nginx@1.6.0`',
      'For teammate, acme/leads',
      `<${pullRequest.url}|pull request #7> | <${journeyUrl}|journey>`,
    ].join('\n');
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text } }];
    expect(receiver.heard).toEqual([
      { channel: 'slack', body: { text: 'Reminder: nginx@1.6.0 waits', blocks } },
    ]);
  });

  it('calls nobody by what stands in a sentence, and is no longer than Slack takes', async () => {
    const receiver = await startReceiver();
    const sentence = `<!channel> & ${'x'.repeat(4_000)}`;
    await new SlackChannel({ url: receiver.slackUrl, shown }).send({ ...message, sentence });
    const text = JSON.stringify(receiver.heard[0]?.body);
    expect(text).toContain('&lt;!channel&gt; &amp; xxx');
    expect(text.length).toBeLessThan(3_200);
  });

  it.each([
    ['a refusal', { kind: 'status', value: '404' }, NoticeError, '404 Not Found: on purpose'],
    ['a redirect', { kind: 'status', value: '302' }, NoticeError, '302 Found: on purpose'],
    ['a lost answer', { kind: 'lostAnswer' }, NoticeUnreachable, 'no answer'],
  ] as const)('never shows the URL, which is a secret: %s', async (_what, fault, kind, sentence) => {
    const receiver = await startReceiver();
    receiver.faults.add(fault);
    const sending = new SlackChannel({ url: receiver.slackUrl, shown }).send(message);
    const error: unknown = await sending.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(`[POST] "${shown}": ${sentence}`);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('slack-token');
  });

  it('never shows what is no URL either', async () => {
    const sending = new SlackChannel({ url: 'xoxb-slack-token', shown }).send(message);
    await expect(sending).rejects.toThrow(/^the URL in SLACK_URL is no http\(s\) URL$/);
  });
});

describe('a notice as signed JSON', () => {
  it('has everything, its id in a header too, and is the same to the byte when it comes again', async () => {
    const receiver = await startReceiver();
    const channel = new WebhookChannel({ url: receiver.webhookUrl, secret: 's3cret' });
    await channel.send(message);
    await channel.send(message);
    const { packageVersion: _packageVersion, ...rest } = message;
    const body = { ...rest, title: 'Reminder: nginx@1.6.0 waits', packageVersion: 'nginx@1.6.0' };
    expect(receiver.heard).toEqual([
      { channel: 'webhook', id: message.id, body },
      { channel: 'webhook', id: message.id, body },
    ]);
  });

  it('is refused with another secret', async () => {
    const receiver = await startReceiver();
    const sending = new WebhookChannel({ url: receiver.webhookUrl, secret: 'other' }).send(message);
    await expect(sending).rejects.toMatchObject({ name: 'NoticeError', status: 401 });
    expect(receiver.heard).toEqual([]);
  });
});

describe('a notice as a comment', () => {
  it('mentions people, and hides the id of its event', async () => {
    const comments: unknown[] = [];
    const channel = new CommentChannel({
      commentOnce: async (comment) => {
        comments.push(comment);
        return { id: 1, posted: true };
      },
    });
    await channel.send(message);
    const marker = '<!-- limelight-notice run/add-staging/1770091500000/reminder/1 -->';
    const body = [
      '**Reminder: nginx@1.6.0 waits**',
      '@teammate @acme/leads',
      'Since 2026-02-03 04:05 UTC: 1 of 2 approvals',
      '- approve it: `limelight approve nginx@1.6.0`',
      `[The journey](${journeyUrl})`,
    ].join('\n\n');
    expect(comments).toEqual([{ number: 7, marker, body }]);
    const { pullRequest: _pullRequest, ...nowhere } = message;
    await expect(channel.send(nowhere)).rejects.toBeInstanceOf(NoPullRequest);
  });
});

describe('the heading', () => {
  it.each([
    [{ kind: 'reminder', n: 3 }, 'Reminder 3: nginx@1.6.0 waits'],
    [
      { kind: 'escalation', standing: 'attention' },
      'Escalation: nginx@1.6.0 needs attention, and nobody has seen to it',
    ],
    [{ kind: 'parked' }, 'Parked: nginx@1.6.0 waits, and there will be no more reminders'],
  ] as const)('says how far up the ladder it is: %o', async (change, title) => {
    const receiver = await startReceiver();
    const channel = new WebhookChannel({ url: receiver.webhookUrl, secret: 's3cret' });
    await channel.send({ ...message, ...change });
    expect(receiver.heard[0]?.body['title']).toBe(title);
  });
});
