import { describe, expect, it } from 'vitest';
import { digestPicture, type ChangePicture } from '../../domain/change-picture.ts';
import {
  beginWatching,
  comparePictures,
  countOpen,
  MOST_NUDGES_KEPT,
  readTerms,
  recordNudges,
  rememberNews,
} from '../../domain/watcher-state.ts';
import { describeWatcher } from '../../domain/watcher-text.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';

const AT = '2026-03-01T12:00:00.000Z';
const TERMS = { timing: DEFAULT_TIMING, watchMs: 60_000 };

function pictureOf(number: number, change: Partial<ChangePicture> = {}): ChangePicture {
  return {
    number,
    branch: `limelight/add-package${number}@1.0.0-to-staging-1`,
    head: String(number).padStart(40, 'a'),
    base: 'staging',
    state: 'open',
    draft: false,
    queued: false,
    reviewDecision: null,
    reviews: [],
    openConversations: 0,
    checks: { state: 'green', running: false, red: 0 },
    ...change,
  };
}

describe('the memory of the watcher', () => {
  it('tells what appeared, what differs and what is gone, and forgets what is gone', () => {
    const [first, second, third] = [pictureOf(1), pictureOf(2), pictureOf(3)];
    const news = comparePictures([], [first, second, third]);
    expect(news.map(({ number, why }) => [number, why])).toEqual([
      [1, 'appeared'],
      [2, 'appeared'],
      [3, 'appeared'],
    ]);
    const state = rememberNews(beginWatching(TERMS, AT), news, AT);
    expect(comparePictures(state.digests, [first, second, third])).toEqual([]);
    const draft = pictureOf(2, { draft: true });
    const later = comparePictures(state.digests, [first, draft, pictureOf(4)]);
    expect(later).toEqual([
      { number: 2, why: 'differs', branch: draft.branch, digest: digestPicture(draft) },
      expect.objectContaining({ number: 4, why: 'appeared' }),
      { number: 3, why: 'gone' },
    ]);
    const remembered = rememberNews(state, later, AT);
    expect(comparePictures(remembered.digests, [first, draft, pictureOf(4)])).toEqual([]);
  });

  it('tells once that one is gone which a journey has and nobody ever saw, and forgets it when the journey has', () => {
    const begun = beginWatching(TERMS, AT);
    const news = comparePictures([], [pictureOf(1)], new Set([1, 2]));
    expect(news.map(({ number, why }) => [number, why])).toEqual([
      [1, 'appeared'],
      [2, 'gone'],
    ]);
    const told = rememberNews(begun, news, AT);
    expect(countOpen(told.digests)).toBe(1);
    expect(comparePictures(told.digests, [pictureOf(1)], new Set([1, 2]))).toEqual([]);
    // Nobody is woken only to forget.
    expect(comparePictures(told.digests, [pictureOf(1)], new Set([1]))).toEqual([]);
    const later = comparePictures(told.digests, [], new Set([1]));
    expect(later.map(({ number, why }) => [number, why])).toEqual([
      [1, 'gone'],
      [2, 'let-go'],
    ]);
    expect(rememberNews(told, later, AT).digests).toEqual(['1 gone']);
    // Opened again it is news, whether a journey had it meanwhile or not.
    expect(comparePictures(['1 gone'], [pictureOf(1)])).toMatchObject([{ number: 1, why: 'differs' }]);
  });

  it('of 600 pull requests with five-digit numbers stays under 16 KiB, nudges included', () => {
    const pictures = Array.from({ length: 600 }, (_, index) => pictureOf(99_400 + index));
    const news = comparePictures([], pictures);
    const state = rememberNews(beginWatching(TERMS, AT), news, AT);
    const full = recordNudges(
      state,
      news.map(({ number, why }) => ({ number, why, workflowId: `package/package${number}@1.0.0` })),
    );
    expect(full.digests).toHaveLength(600);
    expect(full.nudges).toHaveLength(MOST_NUDGES_KEPT);
    const bytes = Buffer.byteLength(JSON.stringify(full));
    console.log(`the memory of 600 pull requests: ${bytes} bytes of JSON`);
    expect(bytes).toBeLessThan(16 * 1024);
    const held = new Set(pictures.map(({ number }) => number));
    const allGone = rememberNews(full, comparePictures(full.digests, [], held), AT);
    expect(allGone.digests).toHaveLength(600);
    expect(Buffer.byteLength(JSON.stringify(allGone))).toBeLessThan(bytes);
  });

  it('is shown to people', () => {
    const nudges = [{ number: 7, why: 'gone', workflowId: 'package/nginx@1.0.0' }] as const;
    const state = recordNudges(
      rememberNews(beginWatching(TERMS, AT), comparePictures([], [pictureOf(8)]), AT),
      nudges,
    );
    expect(describeWatcher(state).split('\n')).toEqual([
      `**Watches 1 open pull request**, without a gap since ${AT}.`,
      '',
      `Something changed last at ${AT}.`,
      '',
      'Told to look last:',
      '- package/nginx@1.0.0: pull request #7 is open no more',
    ]);
  });
});

it('reads terms, and nothing else, out of a signal', () => {
  expect(readTerms(TERMS)).toEqual(TERMS);
  for (const none of [undefined, 'soon', {}, { watchMs: 0, timing: DEFAULT_TIMING }, { watchMs: 1 }])
    expect(readTerms(none)).toBeUndefined();
});
