import type { z } from 'zod';
import { headerOf, isHtml } from '../answer.ts';
import { Http, type Answer, type CallOptions, type OpenAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import type { Call } from '../unreachable.ts';
import { JenkinsAnswerUnexpected } from './jenkins-answer-unexpected.ts';
import { JenkinsError } from './jenkins-error.ts';
import { JenkinsUnreachable } from './jenkins-unreachable.ts';

export interface JenkinsOptions extends CallOptions {
  /** The root, such as `https://ci.example.org/`. */
  readonly url: string;
  readonly user: string;
  /** An API token: with it Jenkins asks for no crumb, as it would with a password. */
  readonly token: string;
}

/** Calls to Jenkins: who calls, and which answers are its own. */
export class JenkinsApi {
  readonly #http: Http;
  readonly #root: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: JenkinsOptions) {
    this.#http = new Http(options, JenkinsUnreachable);
    this.#root = `${options.url.replace(/\/+$/, '')}/`;
    const credentials = Buffer.from(`${options.user}:${options.token}`).toString('base64');
    this.#headers = { authorization: `Basic ${credentials}` };
  }

  /** Always below our own root: addresses in answers are made of the request's host, often wrong behind a proxy. */
  urlOf(path: string): URL {
    return new URL(path.replace(/^\/+/, ''), this.#root);
  }

  /**
   * Reads an object of the Remote API.
   *
   * @throws {@link JenkinsError} for another status than 200; {@link JenkinsAnswerUnexpected} for a 200 that is
   *   no JSON of Jenkins; {@link JenkinsUnreachable}.
   */
  async readJson<T>(operation: string, path: string, schema: z.ZodType<T>): Promise<T> {
    const call = this.#describe(operation, 'GET', path);
    const answer = await this.#http.fetchText(call);
    refuseLogin(call, answer);
    if (answer.status !== 200) throw new JenkinsError(call, answer);
    if (headerOf(answer.headers, 'x-jenkins') === undefined) {
      throw new JenkinsAnswerUnexpected(call, 200, 'without the header X-Jenkins: a proxy answered');
    }
    return parseJson(
      answer.text,
      schema,
      (why, cause) => new JenkinsAnswerUnexpected(call, 200, why, { cause }),
    );
  }

  /** Posts without a body. @returns the answer, whatever its status. @throws as {@link readJson} for a login. */
  async post(operation: string, path: string): Promise<{ call: Call; answer: Answer }> {
    const call = this.#describe(operation, 'POST', path);
    const answer = await this.#http.fetchText(call);
    refuseLogin(call, answer);
    return { call, answer };
  }

  /** Opens a text that may be long. @throws as {@link readJson} does. */
  async openText(operation: string, path: string): Promise<{ call: Call; answer: OpenAnswer }> {
    const call = this.#describe(operation, 'GET', path);
    const answer = await this.#http.open(call);
    if (answer.statusCode === 200) return { call, answer };
    const whole = await this.#http.readText(call, answer);
    refuseLogin(call, whole);
    throw new JenkinsError(call, whole);
  }

  /** Reads the body of an opened text. @throws {@link JenkinsUnreachable} when it breaks off. */
  readBody(call: Call, answer: OpenAnswer): Promise<Buffer> {
    return this.#http.readBytes(call, answer);
  }

  #describe(operation: string, method: Call['method'], path: string): Call {
    return { operation, method, url: this.urlOf(path), headers: this.#headers };
  }
}

/** Whoever is not known is led to a page for people, by a redirect or with the status 200. */
function refuseLogin(call: Call, { status, headers, text }: Answer): void {
  const location = headerOf(headers, 'location');
  if (status >= 300 && status < 400 && location !== undefined && isLogin(location)) {
    throw new JenkinsAnswerUnexpected(call, status, `it leads to a login (${location})`);
  }
  if (status === 200 && isHtml(text)) {
    throw new JenkinsAnswerUnexpected(call, status, 'it is a page for people, perhaps of a login');
  }
}

function isLogin(location: string): boolean {
  return /\/(login|securityRealm)(\/|\?|$)/.test(location);
}
