import { Http, type CallOptions } from '../http.ts';
import { SIGNATURE_HEADER, signatureOf } from '../signature.ts';
import type { Call } from '../unreachable.ts';
import { RolloutWebhookError } from './rollout-webhook-error.ts';
import { RolloutWebhookUnreachable } from './rollout-webhook-unreachable.ts';

export interface RolloutWebhookOptions extends CallOptions {
  readonly url: string;
  /** Signs each order, as GitHub's webhooks are signed. */
  readonly secret: string;
}

/** What the receiver is told, as JSON. */
export interface RolloutOrder {
  readonly stage: string;
  /** `owner/name` of the package storage. */
  readonly repository: string;
  /** The number of the build whose image is to be rolled out. */
  readonly build: number;
  /** The commit that was built. */
  readonly commit: string;
  /** The page of the build in Jenkins. */
  readonly url: string;
}

/** A service of somebody else's that rolls out an image when it is told to. */
export class RolloutWebhook {
  readonly #options: RolloutWebhookOptions;
  readonly #http: Http;

  constructor(options: RolloutWebhookOptions) {
    this.#options = options;
    this.#http = new Http(options, RolloutWebhookUnreachable);
  }

  /**
   * Orders a roll-out. The receiver may hear the same order more than once and must take it for one.
   *
   * @throws {@link RolloutWebhookError} for another status than 2xx; {@link RolloutWebhookUnreachable}.
   */
  async send(order: RolloutOrder): Promise<void> {
    const body = JSON.stringify(order);
    const call: Call = {
      operation: 'send',
      method: 'POST',
      url: new URL(this.#options.url),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'limelight',
        [SIGNATURE_HEADER]: signatureOf(body, this.#options.secret),
      },
      body,
    };
    const answer = await this.#http.fetchText(call);
    if (answer.status < 200 || answer.status > 299) throw new RolloutWebhookError(call, answer);
  }
}
