import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { headerOf, isHtml, maxAgeMs } from '../answer.ts';
import { Http, type Answer, type CallOptions, type Headers, type OpenAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import type { Call } from '../unreachable.ts';
import { RegistryAnswerUnexpected } from './registry-answer-unexpected.ts';
import { RegistryError } from './registry-error.ts';
import { RegistryUnreachable } from './registry-unreachable.ts';

/** A call and its answer. */
export interface Exchange {
  readonly call: Call;
  readonly answer: Answer;
}

/** Calls to a registry, and which answers are its own. */
export class RegistryApi {
  readonly #http: Http;
  readonly #root: string;

  constructor(url: string, options: CallOptions) {
    this.#http = new Http(options, RegistryUnreachable);
    this.#root = `${url.replace(/\/+$/, '')}/`;
  }

  /**
   * Gets an answer as text, whatever its status but a redirect.
   *
   * @throws {@link RegistryAnswerUnexpected} for a redirect; {@link RegistryUnreachable}.
   */
  async fetch(operation: string, path: string): Promise<Exchange> {
    const call = this.#describe(operation, path);
    const answer = await this.#http.fetchText(call);
    refuseRedirect(call, answer.status, answer.headers);
    return { call, answer };
  }

  /** Gets the bytes of a file. @throws {@link RegistryError} for another status than 200, and as {@link fetch}. */
  async fetchBytes(operation: string, path: string): Promise<{ bytes: Buffer; maxAgeMs: number }> {
    const { call, answer } = await this.#open(operation, path);
    const bytes = await this.#http.readBytes(call, answer);
    return { bytes, maxAgeMs: maxAgeMs(answer.headers) };
  }

  /**
   * Downloads a file and gives its path to `use`. Afterwards it is gone, whatever happened.
   *
   * @param limit - in bytes. A larger file is refused, and no more than that ever comes to disk.
   * @throws {@link RegistryAnswerUnexpected} for a larger file and for what `use` does not like about it; as
   *   {@link fetchBytes} does.
   */
  async download<T>(
    operation: string,
    path: string,
    limit: number,
    use: (file: string) => Promise<T>,
  ): Promise<{ result: T; maxAgeMs: number }> {
    const { call, answer } = await this.#open(operation, path);
    const folder = await mkdtemp(join(tmpdir(), 'limelight-'));
    try {
      const file = join(folder, 'download');
      if ((await this.#save(call, answer, file, limit)) > limit) {
        throw new RegistryAnswerUnexpected(call, `it has more than ${limit} bytes`);
      }
      const result = await use(file).catch((cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new RegistryAnswerUnexpected(call, `it cannot be used: ${why}`, { cause });
      });
      return { result, maxAgeMs: maxAgeMs(answer.headers) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @returns how many bytes came until the limit was passed. */
  async #save(call: Call, answer: OpenAnswer, file: string, limit: number): Promise<number> {
    const handle = await open(file, 'wx');
    try {
      return await this.#http.guard(call, async () => {
        let size = 0;
        for await (const chunk of answer.body as AsyncIterable<Buffer>) {
          size += chunk.length;
          if (size > limit) break;
          await handle.write(chunk);
        }
        return size;
      });
    } finally {
      await handle.close();
    }
  }

  async #open(operation: string, path: string): Promise<{ call: Call; answer: OpenAnswer }> {
    const call = this.#describe(operation, path);
    const answer = await this.#http.open(call);
    if (answer.statusCode === 200) return { call, answer };
    const whole = await this.#http.readText(call, answer);
    refuseRedirect(call, whole.status, whole.headers);
    throw new RegistryError(call, whole);
  }

  #describe(operation: string, path: string): Call {
    return { operation, method: 'GET', url: new URL(path, this.#root) };
  }
}

/** Reads a success. @throws {@link RegistryError} for another status; {@link RegistryAnswerUnexpected}. */
export function readJson<T>({ call, answer }: Exchange, schema: z.ZodType<T>): T {
  if (answer.status !== 200) throw new RegistryError(call, answer);
  const text = isHtml(answer.text) ? '' : answer.text;
  return parseJson(text, schema, (why, cause) => new RegistryAnswerUnexpected(call, why, { cause }));
}

function refuseRedirect(call: Call, status: number, headers: Headers): void {
  if (status < 300 || status >= 400) return;
  const location = headerOf(headers, 'location') ?? 'nowhere';
  throw new RegistryAnswerUnexpected(
    call,
    `it leads to ${location}; configure the address that answers itself`,
  );
}
