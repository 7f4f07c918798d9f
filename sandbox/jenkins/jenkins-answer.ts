import { applyTree } from './tree-parameter.ts';
import { cutAtDepth } from './visibility.ts';

/** An answer of Jenkins before it goes out. */
export interface JenkinsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Something before Jenkins answered, and does not say that it is Jenkins. */
  readonly isFromProxy?: boolean;
}

export function json(value: unknown): JenkinsAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: JSON.stringify(value),
  };
}

/**
 * The `api/json` of an object: cut to the `tree` that is asked for, or else at the `depth`.
 *
 * @throws SyntaxError when the text is no tree.
 */
export function api(object: object, query: URLSearchParams): JenkinsAnswer {
  const tree = query.get('tree');
  const depth = Math.trunc(Number(query.get('depth') ?? 0)) || 0;
  return json(tree === null ? cutAtDepth(object, depth) : applyTree(object, tree));
}

export function text(body: string, headers: Readonly<Record<string, string>> = {}): JenkinsAnswer {
  return { status: 200, headers: { 'content-type': 'text/plain;charset=utf-8', ...headers }, body };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): JenkinsAnswer {
  return { status, headers, body: '' };
}

/** Jenkins explains itself in HTML, whatever was asked for. */
export function page(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): JenkinsAnswer {
  const safe = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return {
    status,
    headers: { 'content-type': 'text/html;charset=utf-8', ...headers },
    body: `<html><head><title>${status === 200 ? 'Jenkins' : `Error ${status}`}</title></head><body><h2>${safe}</h2></body></html>\n`,
  };
}

export function notFound(): JenkinsAnswer {
  return page(404, 'HTTP ERROR 404 Not Found');
}

/** Refuses somebody who is known for lack of a permission. */
export function forbidden(login: string, permission: string): JenkinsAnswer {
  return page(403, `${login} is missing the ${permission.split('.').slice(-2).join('/')} permission`, {
    'x-you-are-authenticated-as': login,
    'x-required-permission': permission,
  });
}
