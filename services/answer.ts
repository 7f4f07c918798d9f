import { STATUS_CODES } from 'node:http';
import type { Answer, Headers } from './http.ts';
import { describeCall, type Call } from './unreachable.ts';

/**
 * One sentence on an answer: `[POST] "https://ci.example.org/job/x/build": 403 Forbidden: the body's first words`.
 * Of a page in HTML only the title stays.
 */
export function describeAnswer(call: Call, { status, text }: Pick<Answer, 'status' | 'text'>): string {
  const outcome = [status, STATUS_CODES[status]].join(' ').trim();
  const said = shorten(isHtml(text) ? titleOf(text) : text);
  return `${describeCall(call)}: ${outcome}${said === '' ? '' : `: ${said}`}`;
}

/** True for a page in HTML, which no service of ours means to send: a login, or a proxy that speaks. */
export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(text);
}

/** A header's value; of one that came in several lines all of them, as HTTP joins them. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** How long caches may keep an answer, in milliseconds; 0 when they may not or it does not say. */
export function maxAgeMs(headers: Headers): number {
  const directives = headerOf(headers, 'cache-control') ?? '';
  if (/\bno-store\b/i.test(directives)) return 0;
  return Number(/(?:^|[\s,])max-age=(\d+)/i.exec(directives)?.[1] ?? 0) * 1_000;
}

/** How long a service wants to be left alone (it says so in seconds or by a date); undefined when it does not say. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const value = headerOf(headers, 'retry-after');
  if (value === undefined) return undefined;
  const until = /^\d+$/.test(value) ? now + Number(value) * 1_000 : Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}

function titleOf(html: string): string {
  return /<title[^>]*>([^<]*)</i.exec(html)?.[1] ?? /<h1[^>]*>([^<]*)</i.exec(html)?.[1] ?? 'a page in HTML';
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 197)}...`;
}
