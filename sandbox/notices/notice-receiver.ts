import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { SIGNATURE_HEADER, signatureOf } from '../../services/signature.ts';
import { ExchangeLog } from '../exchange-log.ts';
import { answerControl } from '../faults/control-endpoint.ts';
import { FaultList, type Fault } from '../faults/fault-list.ts';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server.ts';

const REQUEST = 'METHOD /path';
const STATUS = {
  says: 'the status; 503 unless given',
  shape: z.string().regex(/^[345]\d\d$/),
  optional: true,
};
const FAULTS = {
  status: { does: 'nothing is heard', on: REQUEST, value: STATUS },
  lostAnswer: { does: 'a notice is heard, and the connection broken off', on: REQUEST },
};
type NoticeFault = keyof typeof FAULTS;

/** The last part of the Slack webhook's path: who knows it may post. */
const SLACK_TOKEN = 'T0/B0/slack-token';
const CHANNELS: ReadonlyMap<string, HeardNotice['channel']> = new Map([
  [`/services/${SLACK_TOKEN}`, 'slack'],
  ['/notices', 'webhook'],
]);

export interface NoticeReceiverOptions {
  /** What signed notices are signed with. */
  readonly secret: string;
  readonly log?: ExchangeLog;
  readonly port?: number;
}

/** A notice that came in. */
export interface HeardNotice {
  readonly channel: 'slack' | 'webhook';
  /** The id in the header; Slack's webhooks have none. */
  readonly id?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Stands in for those who take notices: an incoming webhook of Slack's form, and a service that checks signatures.
 * It keeps all that it hears, doubles too.
 */
export class NoticeReceiver {
  readonly faults = new FaultList<NoticeFault>(FAULTS);
  readonly heard: HeardNotice[] = [];
  readonly #options: NoticeReceiverOptions;
  readonly #log: ExchangeLog;
  #server: LoopbackServer | undefined;

  private constructor(options: NoticeReceiverOptions) {
    this.#options = options;
    this.#log = options.log ?? new ExchangeLog();
  }

  static async start(options: NoticeReceiverOptions): Promise<NoticeReceiver> {
    const receiver = new NoticeReceiver(options);
    const handle = (request: IncomingMessage, response: ServerResponse) =>
      receiver.#answer(request, response);
    receiver.#server = await listenOnLoopback(handle, options.port);
    return receiver;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** A secret, as Slack's own are. */
  get slackUrl(): string {
    return `${this.url}/services/${SLACK_TOKEN}`;
  }

  get webhookUrl(): string {
    return `${this.url}/notices`;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isControl = await answerControl(request, response, {
      addFaults: (faults) => this.faults.add(...(faults as readonly Fault<NoticeFault>[])),
      clearFaults: (kind) => this.faults.clear(kind as NoticeFault | undefined),
      listFaults: () => this.faults.list(),
      state: () => ({ heard: this.heard }),
      log: this.#log,
    });
    if (isControl) return;
    const [began, subject] = [Date.now(), `${request.method} ${request.url}`];
    const fault = this.faults.take('status', subject);
    const body = await text(request);
    const { status, says } =
      fault === undefined
        ? this.#hear(request, body)
        : { status: Number(fault.value ?? 503), says: 'on purpose' };
    const { method = '', url: path = '' } = request;
    const took = Date.now() - began;
    this.#log.record({ time: new Date(began).toISOString(), method, path, status, who: 'anonymous', took });
    if (status === 200 && this.faults.take('lostAnswer', subject) !== undefined) request.socket.destroy();
    else response.writeHead(status, { 'content-type': 'text/plain' }).end(says);
  }

  #hear({ method, url, headers }: IncomingMessage, body: string): { status: number; says: string } {
    const heardBy = CHANNELS.get(url ?? '');
    if (method !== 'POST' || heardBy === undefined) return { status: 404, says: 'no_service' };
    if (heardBy === 'webhook' && !this.#isSigned(headers[SIGNATURE_HEADER], body))
      return { status: 401, says: 'wrong signature' };
    const parsed = readObject(body);
    if (parsed === undefined || (heardBy === 'slack' && typeof parsed['text'] !== 'string'))
      return { status: 400, says: 'invalid_payload' };
    const id = headers['x-limelight-notice-id'];
    this.heard.push({ channel: heardBy, ...(typeof id === 'string' && { id }), body: parsed });
    return { status: 200, says: 'ok' };
  }

  #isSigned(signature: string | string[] | undefined, body: string): boolean {
    const given = Buffer.from(String(signature));
    const right = Buffer.from(signatureOf(body, this.#options.secret));
    return given.length === right.length && timingSafeEqual(given, right);
  }
}

function readObject(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
