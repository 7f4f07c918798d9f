import { z } from 'zod';

/** Why something is built: whoever asks for what is queued already is added to it. */
export const causesAnswer = z.array(z.object({ userId: z.string().nullish() })).nullish();

/** Whether a cause is this user's; Jenkins takes ids in any case for the same. A push or a timer has no user. */
export function isUser(userId: string | null | undefined, user: string): boolean {
  return userId?.toLowerCase() === user.toLowerCase();
}
