import { request, type Dispatcher } from 'undici';
import type { Call, Unreachable } from './unreachable.ts';

/** What every client of ours may be told besides the address of its service. */
export interface CallOptions {
  /** Hears the status of each answer, for metrics, and of what broke down before or in the middle of one. */
  readonly onCall?: (operation: string, status: number | 'unreachable') => void;
  /** Asked at each call: what ends it early. */
  readonly signal?: () => AbortSignal | undefined;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An answer whose body comes in still. Whoever gets it reads the body or destroys it. */
export type OpenAnswer = Awaited<ReturnType<typeof request>>;

/** An answer with its body as text. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** For a silent service: the wait for the first byte, and for each next one. */
const TIMEOUT_MS = 30_000;
/** Some eight times the largest answer of a real service: a search over the whole storage has 4 MB. */
const BODY_LIMIT = 32 * 1024 * 1024;

/**
 * Calls over HTTP as all our clients make them: no retries (Temporal retries) and no redirect followed. The
 * answer to a trigger *is* a redirect; anywhere else one tells that an address is wrong or that nobody logged in.
 */
export class Http {
  readonly #options: CallOptions;
  readonly #unreachable: new (call: Call, cause: unknown) => Unreachable;
  readonly #dispatcher: Dispatcher | undefined;

  /**
   * @param unreachable - the client's own class for what has no answer.
   * @param dispatcher - makes the connections, where the usual ones do not do.
   */
  constructor(
    options: CallOptions,
    unreachable: new (call: Call, cause: unknown) => Unreachable,
    dispatcher?: Dispatcher,
  ) {
    this.#options = options;
    this.#unreachable = unreachable;
    this.#dispatcher = dispatcher;
  }

  /**
   * Makes a call and gives its answer as soon as it begins.
   *
   * @throws {@link Unreachable} for anything below HTTP; the signal's own reason when that ended the call.
   */
  open(call: Call): Promise<OpenAnswer> {
    return this.guard(call, async (signal) => {
      const answer = await request(call.url, {
        method: call.method,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        ...(call.headers === undefined ? {} : { headers: call.headers }),
        ...(call.body === undefined ? {} : { body: call.body }),
        ...(this.#dispatcher === undefined ? {} : { dispatcher: this.#dispatcher }),
        ...(signal === undefined ? {} : { signal }),
      });
      this.#options.onCall?.(call.operation, answer.statusCode);
      return answer;
    });
  }

  /**
   * Makes a call and reads the answer as text.
   *
   * @throws as {@link Http.open} and {@link Http.readBytes} do.
   */
  async fetchText(call: Call): Promise<Answer> {
    return this.readText(call, await this.open(call));
  }

  /** @throws as {@link Http.readBytes} does. */
  async readText(call: Call, answer: OpenAnswer): Promise<Answer> {
    const bytes = await this.readBytes(call, answer);
    return { status: answer.statusCode, headers: answer.headers, text: bytes.toString('utf8') };
  }

  /**
   * Reads the body of an answer. One beyond 32 MiB is cut off there, so that it is no JSON any more.
   *
   * @throws {@link Unreachable} for a body that breaks off.
   */
  async readBytes(call: Call, answer: OpenAnswer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.guard(call, async () => {
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > BODY_LIMIT) break;
      }
    });
    return Buffer.concat(chunks).subarray(0, BODY_LIMIT);
  }

  /** Gives every failure of the network the name that callers know. `talk` must do nothing that fails otherwise. */
  async guard<T>(call: Call, talk: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    const signal = this.#options.signal?.();
    try {
      return await talk(signal);
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      this.#options.onCall?.(call.operation, 'unreachable');
      throw new this.#unreachable(call, error);
    }
  }
}
