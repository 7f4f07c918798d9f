import { formatPackageVersion } from '../../domain/package-version.ts';
import { headlineOf } from '../../domain/notice.ts';
import { SIGNATURE_HEADER, signatureOf } from '../signature.ts';
import type { NoticeChannel, NoticeMessage } from './notice-channel.ts';
import { postNotice, type NoticeAddress } from './post-notice.ts';

export interface WebhookChannelOptions extends NoticeAddress {
  /** Signs each notice, as GitHub's webhooks are signed. */
  readonly secret: string;
}

/**
 * A service of somebody else's that takes notices as JSON. When an answer gets lost the same notice comes a second
 * time, to the byte: its id, in the header `x-limelight-notice-id` and in the body, tells that it is one.
 */
export class WebhookChannel implements NoticeChannel {
  readonly #options: WebhookChannelOptions;

  constructor(options: WebhookChannelOptions) {
    this.#options = options;
  }

  /** @throws as {@link postNotice} does. */
  async send(message: NoticeMessage): Promise<void> {
    const { secret, ...address } = this.#options;
    const { id, packageVersion, ...rest } = message;
    const title = headlineOf(message);
    const body = JSON.stringify({ id, title, packageVersion: formatPackageVersion(packageVersion), ...rest });
    const signature = signatureOf(body, secret);
    await postNotice(address, body, { 'x-limelight-notice-id': id, [SIGNATURE_HEADER]: signature });
  }
}
