/** What the gateway answers: a status, and a sentence that whoever looks at the delivery on GitHub can read. */
export interface Answer {
  readonly status: 200 | 202 | 400 | 401 | 404 | 405 | 413 | 415 | 503;
  readonly reason: string;
}

/** It was understood, and there is nothing to do. */
export function forgotten(why: string): Answer {
  return { status: 202, reason: `Forgotten: ${why}.` };
}
