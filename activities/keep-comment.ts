import { standingMarker } from '../domain/names.ts';
import type { Services } from './services.ts';

export interface KeepCommentInput {
  /** The pull request. */
  readonly number: number;
  readonly workflowId: string;
  /** Where the journey stands, as Markdown. */
  readonly text: string;
  /** The comment's id, from an earlier call for the same pull request: saves looking for it. */
  readonly id?: number;
}

export interface KeptComment {
  /** For the next call. */
  readonly id: number;
  /** False when the comment said so already. */
  readonly changed: boolean;
}

/**
 * Keeps the one comment on a pull request that tells where its journey stands: edited in place, posted where there
 * is none. May run twice: the second finds it. With the right id and another text it is one call to GitHub; with the
 * same text it need not be called at all.
 *
 * What GitHub refuses (a locked conversation, a pull request that is gone) is a failure that no journey needs to
 * stop for: the caller notes it and goes on.
 */
export async function keepComment(
  { storage }: Services,
  { number, workflowId, text, id }: KeepCommentInput,
): Promise<KeptComment> {
  const marker = standingMarker(workflowId);
  return storage.keepComment({ number, marker, body: text, ...(id !== undefined && { id }) });
}
