import { createHmac } from 'node:crypto';

/** The header that carries the signature of what we send. */
export const SIGNATURE_HEADER = 'x-limelight-signature-256';

/** The HMAC of a body as GitHub's webhooks write theirs: `sha256=` and hexadecimal digits. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
