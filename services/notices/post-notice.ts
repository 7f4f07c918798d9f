import { Http, type CallOptions } from '../http.ts';
import type { Call } from '../unreachable.ts';
import { NoticeError } from './notice-error.ts';
import { NoticeUnreachable } from './notice-unreachable.ts';

/** Where a channel's webhook is. */
export interface NoticeAddress extends CallOptions {
  readonly url: string;
  /** What errors say in place of the URL, where that is a secret itself: it lets anybody post who knows it. */
  readonly shown?: string;
}

/**
 * Posts JSON.
 *
 * @throws {@link NoticeError} for another status than 2xx; {@link NoticeUnreachable}; a TypeError for no http(s) URL.
 */
export async function postNotice(
  { url, shown, ...options }: NoticeAddress,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  // Node's own error would have the URL in it.
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new TypeError(`${shown ?? url} is no http(s) URL`);
  const call: Call = {
    operation: 'send',
    method: 'POST',
    url: new URL(url),
    ...(shown !== undefined && { shown }),
    headers: { 'content-type': 'application/json', 'user-agent': 'limelight', ...headers },
    body,
  };
  const answer = await new Http(options, NoticeUnreachable).fetchText(call);
  if (answer.status < 200 || answer.status > 299) throw new NoticeError(call, answer);
}
