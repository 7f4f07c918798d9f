import type { z } from 'zod';

/**
 * Reads JSON and checks its shape.
 *
 * @param refuse - makes the caller's own error out of why it is not as expected.
 * @throws what `refuse` makes.
 */
export function parseJson<T>(
  text: string,
  schema: z.ZodType<T>,
  refuse: (why: string, cause: unknown) => Error,
): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is no JSON', cause);
  }
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw refuse(`its JSON is not as expected (${issue?.path.join('.')}: ${issue?.message})`, error);
}
