import { describe, expect, it } from 'vitest';
import { digestPicture, type ChangePicture } from '../../domain/change-picture.ts';

const PICTURE: ChangePicture = {
  number: 4711,
  branch: 'limelight/add-nginx@1.6.0-to-staging-1',
  head: 'a'.repeat(40),
  base: 'staging',
  state: 'open',
  draft: false,
  queued: false,
  reviewDecision: 'REVIEW_REQUIRED',
  reviews: [`ada APPROVED ${'a'.repeat(40)}`, `bob DISMISSED ${'a'.repeat(40)}`],
  openConversations: 0,
  checks: { state: 'pending', running: true, red: 0 },
};

describe('the digest of a picture', () => {
  it.each<[string, Partial<ChangePicture>]>([
    ['head', { head: 'b'.repeat(40) }],
    ['base', { base: 'production' }],
    ['state', { state: 'closed' }],
    ['draft', { draft: true }],
    ['merge queue', { queued: true }],
    ['review decision', { reviewDecision: null }],
    ['a review at a later commit', { reviews: [`ada APPROVED ${'b'.repeat(40)}`] }],
    ['open conversation', { openConversations: 1 }],
    ['what the checks come to', { checks: { state: 'green', running: true, red: 0 } }],
    ['the last check that ran', { checks: { state: 'pending', running: false, red: 0 } }],
    ['one more red check', { checks: { state: 'pending', running: true, red: 1 } }],
  ])('tells another %s apart', (_what, change) => {
    expect(digestPicture({ ...PICTURE, ...change })).not.toBe(digestPicture(PICTURE));
  });

  it('does not heed the order of reviews, nor what the gate does not know', () => {
    const reordered = { ...PICTURE, reviews: PICTURE.reviews.toReversed(), branch: 'limelight/other' };
    expect(digestPicture(reordered)).toBe(digestPicture(PICTURE));
  });

  it('is one value for ever: memories outlive the worker that wrote them', () => {
    expect(digestPicture(PICTURE)).toBe('eo8w0pq3zm');
  });

  it('takes up to ten characters, and no two of 10,000 pictures have the same', () => {
    const digests = Array.from({ length: 10_000 }, (_, index) =>
      digestPicture({ ...PICTURE, head: index.toString(16).padStart(40, '0') }),
    );
    expect(Math.max(...digests.map(({ length }) => length))).toBeLessThanOrEqual(10);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
