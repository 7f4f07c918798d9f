const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** An answer of the registry before it goes out. */
export interface RegistryAnswer {
  readonly status: number;
  /** A list stands for several lines of the same header, which is how the registry sends `cache-control`. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** A good answer as JSON, that may be kept for `maxAge` seconds. */
export function jsonAnswer(body: string, maxAge: number): RegistryAnswer {
  return answer(200, { ...cacheable(maxAge), 'content-type': 'application/json' }, body);
}

/** JSON as the registry writes it. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A refusal as text. Nobody may keep it, so that a version shows as soon as it is there. */
export function refusal(status: number, text: string): RegistryAnswer {
  return answer(status, { 'cache-control': ['max-age=0', 'private, no-store'], ...plainText() }, `${text}\n`);
}

/**
 * A refusal that was found after the caching headers had been written: it may be kept like a good answer. So are
 * a file that a package does not have, and a signature.
 */
export function cacheableRefusal(status: number, text: string, maxAge: number): RegistryAnswer {
  return answer(status, { ...cacheable(maxAge), ...plainText() }, `${text}\n`);
}

/** What the web server itself says to an address that it cannot read. */
export function badUrl(): RegistryAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
  return answer(400, headers, '400 Bad Request');
}

/** Sends elsewhere; the body is for people, and only for those who read. */
export function redirect(location: string, method: string): RegistryAnswer {
  if (method !== 'GET' && method !== 'HEAD') return answer(301, { location }, '');
  const link = location.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  return answer(
    301,
    { 'content-type': 'text/html; charset=utf-8', location },
    `<a href="${link}">Moved Permanently</a>.\n\n`,
  );
}

/** The two lines of an answer that may be kept. */
export function cacheable(maxAge: number): { readonly 'cache-control': readonly string[] } {
  return { 'cache-control': [`max-age=${maxAge}`, 'public'] };
}

export function answer(
  status: number,
  headers: RegistryAnswer['headers'],
  body: string | Buffer,
): RegistryAnswer {
  return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}

function plainText(): Record<string, string> {
  return { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
}
