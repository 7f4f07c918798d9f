/** One call to a service, as the clients describe it. */
export interface Call {
  /** What the call is for: the name of the client's method. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  /** What is said in place of the address, where that is a secret itself. */
  readonly shown?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * No answer, or one that broke off in the middle. Never thrown for a whole answer, whatever its status. What was
 * sent may have been done all the same.
 */
export abstract class Unreachable extends Error {
  readonly operation: string;

  constructor(call: Call, cause: unknown) {
    super(`${describeCall(call)}: no answer: ${describeCause(cause)}`, { cause });
    this.operation = call.operation;
  }
}

/** `[POST] "https://ci.example.org/job/x/build"`, without a user and password that somebody wrote into an address. */
export function describeCall({ method, url, shown }: Call): string {
  return `[${method}] "${shown ?? `${url.origin}${url.pathname}${url.search}`}"`;
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Node tries IPv6 and IPv4 and puts what went wrong with each into an error without a message.
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}
