import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/** How much is read, in bytes. */
export interface BodyLimits {
  readonly each: number;
  /** Of all bodies that are being read at a time: nobody has proved yet who sends them. */
  readonly together: number;
}

/** Reads bodies of requests, and never holds more than it may. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * Reads the body of a request.
   *
   * @returns undefined when it is too large: what is left of it is thrown away, so that the sender can read the answer.
   * @throws an Error when the sender goes away before the end.
   */
  async read(request: Readable & Pick<IncomingMessage, 'headers'>): Promise<string | undefined> {
    const { each, together } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > each) {
      request.resume();
      return undefined;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    let isTooLarge = false;
    try {
      return await new Promise((resolve, reject) => {
        request.on('data', (chunk: Buffer) => {
          if (isTooLarge) return;
          isTooLarge = size + chunk.length > each || this.#held + chunk.length > together;
          if (isTooLarge) {
            resolve(undefined);
            return;
          }
          chunks.push(chunk);
          size += chunk.length;
          this.#held += chunk.length;
        });
        request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        request.once('error', reject);
        request.once('close', () => reject(new Error('the sender went away before the end of the body')));
      });
    } finally {
      this.#held -= size;
    }
  }
}
