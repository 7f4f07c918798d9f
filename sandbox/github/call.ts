import type { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Permission } from './model.ts';
import type { Identity } from './people.ts';

/** One request, taken apart. */
export interface Call {
  readonly identity: Identity;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** What kinds of answers the caller takes. */
  readonly accept: string;
  /** Address without the query, for links to other pages. */
  readonly address: string;
}

/** What to answer; without a body nothing is sent. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the API. A path is written `/a/:one/:many+`, where `+` takes in slashes. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** What the caller must be allowed to do; without it, `read`, or `write` for anything but a GET. */
  readonly needs?: Permission;
  handle(call: Call): Promise<Reply> | Reply;
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

/**
 * Reads the body of a call.
 *
 * @throws ApiError 422 in the tone of GitHub when it has another shape.
 */
export function readBody<Shape extends z.ZodType>(call: Call, shape: Shape): z.infer<Shape> {
  const result = shape.safeParse(call.body ?? {});
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0] ?? { path: [], message: 'is invalid' };
  throw new ApiError(422, `Invalid request.\n\nFor '${path.join('/') || 'properties'}': ${message}.`);
}

/** The number in a path. */
export function numberOf(call: Call, name: string): number {
  return Number(call.params[name]);
}

/** What stands at `:name` in the path. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/**
 * One page of a list, with the `Link` header that leads to the others.
 *
 * @param wrap - puts the page into an object, for the lists that are not bare arrays.
 */
export async function page<Item>(
  call: Call,
  items: readonly Item[],
  toBody: (item: Item) => Promise<unknown>,
  wrap: (bodies: readonly unknown[]) => unknown = (bodies) => bodies,
): Promise<Reply> {
  const size = Math.min(positive(call.query.get('per_page'), 30), 100);
  const number = positive(call.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const bodies = await Promise.all(items.slice((number - 1) * size, number * size).map(toBody));
  const links: string[] = [];
  const link = (target: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(target));
    links.push(`<${call.address}?${query.toString()}>; rel="${rel}"`);
  };
  if (number > 1) link(number - 1, 'prev');
  if (number < last) link(number + 1, 'next');
  if (number < last) link(last, 'last');
  if (number > 1) link(1, 'first');
  return {
    status: 200,
    body: wrap(bodies),
    ...(links.length > 0 && { headers: { link: links.join(', ') } }),
  };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
