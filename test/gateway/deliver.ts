import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'undici';

export const SECRET = 'webhook-secret';

/** A delivery as GitHub makes it, but for what a test changes. */
export interface TestDelivery {
  readonly event: string;
  readonly payload: unknown;
  readonly id?: string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a signed delivery. @returns the answer's status and sentence. */
export async function deliver(
  url: string,
  { event, payload, id = randomUUID(), secret = SECRET, headers = {} }: TestDelivery,
): Promise<{ status: number; reason: string }> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return post(`${url}/github`, body, {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ...headers,
  });
}

/** Posts a text. @returns the answer's status and sentence. */
export async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; reason: string }> {
  const response = await request(url, { method: 'POST', body, headers });
  const { reason } = (await response.body.json()) as { reason: string };
  return { status: response.statusCode, reason };
}
