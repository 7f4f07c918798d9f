import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from '../../../sandbox/loopback-server.ts';
import { RolloutWebhookError } from '../../../services/rollout-webhook/rollout-webhook-error.ts';
import { RolloutWebhookUnreachable } from '../../../services/rollout-webhook/rollout-webhook-unreachable.ts';
import { RolloutWebhook } from '../../../services/rollout-webhook/rollout-webhook.ts';

const ORDER = {
  stage: 'staging',
  repository: 'acme/storage',
  build: 42,
  commit: 'c'.repeat(40),
  url: 'https://ci.example.org/job/staging/42/',
};

interface Heard {
  readonly headers: IncomingMessage['headers'];
  readonly method: string | undefined;
  readonly body: string;
}

/** A receiver that answers so, and what it heard. */
async function receiverWith(status: number, headers: Record<string, string> = {}, answer = '') {
  const heard: Heard[] = [];
  const server = await listenOnLoopback(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    heard.push({ headers: request.headers, method: request.method, body });
    response.writeHead(status, headers).end(answer);
  });
  onTestFinished(() => server.close());
  const webhook = new RolloutWebhook({ url: `${server.url}/hook`, secret: 's3cret' });
  return { server, heard, webhook };
}

describe('an order by webhook', () => {
  test.each([200, 201, 202, 204])('is given with %i', async (status) => {
    const { heard, webhook } = await receiverWith(status);
    await webhook.send(ORDER);
    expect(heard.map(({ method, body }) => [method, JSON.parse(body)])).toEqual([['POST', ORDER]]);
  });

  test('is signed, byte for byte, with the secret', async () => {
    const { heard, webhook } = await receiverWith(200);
    await webhook.send(ORDER);
    const [order] = heard;
    const { headers, body } = order as Heard;
    const digest = createHmac('sha256', 's3cret').update(body).digest('hex');
    expect(headers['x-limelight-signature-256']).toBe(`sha256=${digest}`);
    expect(headers['content-type']).toBe('application/json');
  });

  test('twice is the same order twice, to the byte', async () => {
    const { heard, webhook } = await receiverWith(200);
    await webhook.send(ORDER);
    await webhook.send(ORDER);
    expect(heard).toHaveLength(2);
    expect(heard[1]?.body).toBe(heard[0]?.body);
  });
});

describe('what goes wrong', () => {
  test.each([
    [401, {}, 'bad signature', '401 Unauthorized: bad signature'],
    [404, {}, '', '404 Not Found'],
    [500, {}, '<html><title>Oops</title></html>', '500 Internal Server Error: Oops'],
    [302, { location: '/login' }, '', '302 Found (it leads to /login)'],
  ])('the status %i', async (status, headers, text, sentence) => {
    const { server, heard, webhook } = await receiverWith(status, headers, text);
    const error = await webhook.send(ORDER).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RolloutWebhookError);
    expect(error).toMatchObject({ status, message: `[POST] "${server.url}/hook": ${sentence}` });
    expect(heard).toHaveLength(1);
    expect(String(error)).not.toContain('s3cret');
  });

  test('Retry-After is kept', async () => {
    const { webhook } = await receiverWith(503, { 'retry-after': '90' });
    await expect(webhook.send(ORDER)).rejects.toMatchObject({ retryAfterMs: 90_000 });
  });

  test('nobody there', async () => {
    const { server, webhook } = await receiverWith(200);
    await server.close();
    await expect(webhook.send(ORDER)).rejects.toBeInstanceOf(RolloutWebhookUnreachable);
  });
});
