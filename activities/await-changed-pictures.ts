import { Context } from '@temporalio/activity';
import { comparePictures, countOpen, type PictureNews } from '../domain/watcher-state.ts';
import { stillWaiting } from './failures.ts';
import { findHeldChanges } from './find-journeys.ts';
import type { Services } from './services.ts';

export interface AwaitChangedPicturesInput {
  /** What is remembered: `NUMBER DIGEST` of each pull request. */
  readonly digests: readonly string[];
  /** Between two looks, in milliseconds. */
  readonly watchMs: number;
  /** News were seen a moment ago: the first attempt only waits. Else a busy storage would be looked at twice as often. */
  readonly isAfterNews: boolean;
}

/**
 * Looks once, lightly, at all open pull requests of ours and at those of others that a journey has adopted. Returns
 * what differs from what is remembered; when nothing does it fails, benign, and is tried again after a pause that the
 * server keeps: watching adds no history. Reads only.
 */
export async function awaitChangedPictures(
  { storage }: Services,
  { digests, watchMs, isAfterNews }: AwaitChangedPicturesInput,
): Promise<PictureNews[]> {
  if (isAfterNews && Context.current().info.attempt === 1)
    throw stillWaiting(`watching ${countOpen(digests)} open pull requests; looked a moment ago`, watchMs);
  // In this order: what is opened meanwhile is shown, and not yet missed.
  const held = await findHeldChanges();
  const pictures = await storage.pictureChanges(held);
  const news = comparePictures(digests, pictures, held);
  if (news.length > 0) return news;
  const at = new Date().toISOString();
  throw stillWaiting(`watching ${pictures.length} open pull requests; looked last at ${at}`, watchMs);
}
