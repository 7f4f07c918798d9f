import { describe, expect, it } from 'vitest';
import { observeChange } from '../../activities/observe-change.ts';
import type { ChangeOrder } from '../../domain/change.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { PullRequestLook } from '../../services/github/github-storage.ts';

const TREE = 't'.repeat(40);
const ADD: ChangeOrder = {
  kind: 'add',
  packageVersion: parsePackageVersion('nginx@1.6.0'),
  stage: 'staging',
  branch: 'staging',
  content: { tree: TREE, digest: 'd', files: 3 },
  round: 1,
};
const REMOVE: ChangeOrder = { ...ADD, kind: 'remove' };
const LOOK: PullRequestLook = {
  number: 7,
  url: 'http://127.0.0.1/pull/7',
  state: 'OPEN',
  isDraft: false,
  title: '',
  body: '',
  author: 'limelight-bot',
  headRefName: 'limelight/add-nginx@1.6.0-to-staging-1',
  headRefOid: 'h'.repeat(40),
  baseRefName: 'staging',
  isCrossRepository: false,
  changedFiles: 3,
  files: { added: 3, removed: 0, other: 0 },
  mergedBy: null,
  mergedAt: null,
  mergeCommit: null,
  mergeable: 'MERGEABLE',
  mergeStateStatus: 'CLEAN',
  reviewDecision: null,
  inMergeQueue: false,
  mergeQueueRequired: false,
  contexts: [],
  requiredContexts: [],
  requiredApprovals: null,
  demands: {
    dismissesStale: false,
    codeOwners: false,
    lastPush: false,
    conversations: false,
    signatures: false,
  },
  openConversations: 0,
  awaitedOwners: [],
  unsignedCommits: 0,
  reviews: [],
  headVersionTree: TREE,
  baseVersionTree: null,
};
const NO_CHECKS = { required: [], whenNone: 'pass' } as const;

const files = (added: number, removed: number, other: number) => ({ added, removed, other });
const REMOVAL: Partial<PullRequestLook> = {
  headVersionTree: null,
  baseVersionTree: TREE,
  files: files(0, 3, 0),
};

const observe = (look: Partial<PullRequestLook>, order: ChangeOrder = ADD) =>
  observeChange({ ...LOOK, ...look }, order, NO_CHECKS);
const review = (login: string, state: PullRequestLook['reviews'][number]['state'], change: object = {}) => ({
  login,
  state,
  commit: LOOK.headRefOid,
  canPush: true,
  submittedAt: '2026-01-01T00:00:00Z',
  ...change,
});

describe('the effect of a change', () => {
  it.each<[what: string, expected: string, look: Partial<PullRequestLook>, order: ChangeOrder]>([
    ['adds just the content', 'intact', {}, ADD],
    ['other content at the head', 'altered', { headVersionTree: 'x' }, ADD],
    ['one more file elsewhere', 'altered', { changedFiles: 4, files: files(3, 0, 1) }, ADD],
    ['as many files, one moved here', 'altered', { files: files(2, 0, 1) }, ADD],
    ['as many files, one gone', 'altered', { files: files(3, 1, 0) }, ADD],
    ['a file too few', 'altered', { files: files(2, 0, 0) }, ADD],
    ['the branch has the content already', 'needless', { baseVersionTree: TREE }, ADD],
    ['removes just the content', 'intact', REMOVAL, REMOVE],
    ['as many files gone, one moved away', 'altered', { ...REMOVAL, files: files(0, 2, 1) }, REMOVE],
    ['removes the content and adds to it', 'altered', { ...REMOVAL, files: files(1, 3, 0) }, REMOVE],
    ['a removal that keeps it', 'altered', { baseVersionTree: TREE }, REMOVE],
    ['the branch has lost it already', 'needless', { headVersionTree: null, baseVersionTree: null }, REMOVE],
  ])('%s: %s', (_what, expected, look, order) => {
    expect(observe(look, order).effect).toBe(expected);
  });
});

describe('the branch that must hold the version meanwhile', () => {
  const kept: ChangeOrder = { ...ADD, keeper: 'snapshot' };

  it.each<[what: string, told: boolean, look: Partial<PullRequestLook>, order: ChangeOrder]>([
    ['let go of it', true, { keeperVersionTree: null }, kept],
    ['holds it', false, { keeperVersionTree: TREE }, kept],
    ['does not show', false, {}, kept],
    ['need not hold it', false, { keeperVersionTree: null }, ADD],
    ['let go of it after the merge', false, { keeperVersionTree: null, state: 'MERGED' }, kept],
  ])('%s: told %s', (_what, told, look, order) => {
    expect(observe(look, order).removedEarly).toBe(
      told
        ? 'snapshot let go of nginx@1.6.0 before the registry of staging was shown to serve it'
        : undefined,
    );
  });
});

describe('reviews', () => {
  it('count of people who may push and did not open the pull request, sorted', () => {
    const reviews = [
      review('zoe', 'APPROVED'),
      review('amy', 'APPROVED'),
      review('guest', 'APPROVED', { canPush: false }),
      review('limelight-bot', 'APPROVED'),
      review('eve', 'CHANGES_REQUESTED'),
      review('tim', 'COMMENTED'),
    ];
    expect(observe({ reviews })).toMatchObject({ approvedBy: ['amy', 'zoe'], changesRequestedBy: ['eve'] });
  });

  it.each<[what: string, order: ChangeOrder]>([
    ['our own pull request', ADD],
    ['an adopted one', { ...ADD, adopt: 7 }],
  ])('of an earlier head count where that was the same change, on %s', (_what, order) => {
    const reviews = [
      review('amy', 'APPROVED', { commit: 'old' }),
      review('bob', 'APPROVED', { commit: 'other' }),
      review('eve', 'APPROVED', { commit: null }),
    ];
    const seen = observeChange({ ...LOOK, reviews }, order, NO_CHECKS, { sameChange: new Set(['old']) });
    expect(seen.approvedBy).toEqual(['amy']);
    expect(seen.setAside).toEqual([
      { login: 'bob', why: 'altered' },
      { login: 'eve', why: 'altered' },
    ]);
  });

  it('that do not count are named, with the reason', () => {
    const reviews = [
      review('zoe', 'DISMISSED'),
      review('tim', 'DISMISSED', { commit: 'old' }),
      review('guest', 'CHANGES_REQUESTED', { canPush: false }),
      review('limelight-bot', 'DISMISSED'),
    ];
    const demands = { ...LOOK.demands, dismissesStale: true };
    expect(observe({ reviews, demands }).setAside).toEqual([
      { login: 'guest', why: 'no-write-access' },
      { login: 'tim', why: 'dismissed-by-push' },
      { login: 'zoe', why: 'dismissed' },
    ]);
    expect(observe({ reviews }).setAside).toContainEqual({ login: 'tim', why: 'dismissed' });
    expect(observe({ reviews, state: 'CLOSED' }).setAside).toBeUndefined();
  });

  it('had been given before a merge, whatever the head was', () => {
    const reviews = [review('amy', 'APPROVED', { commit: 'old' })];
    expect(observe({ reviews, state: 'MERGED' }).approvedBy).toEqual(['amy']);
    expect(observe({ reviews, state: 'MERGED' }, { ...ADD, adopt: 7 }).approvedBy).toEqual([]);
  });
});

describe('what the rules of the branch still ask for', () => {
  const every = {
    dismissesStale: true,
    codeOwners: true,
    lastPush: true,
    conversations: true,
    signatures: true,
  };
  const held = { mergeStateStatus: 'BLOCKED', reviewDecision: 'REVIEW_REQUIRED' };
  it.each<[what: string, expected: string[] | undefined, look: Partial<PullRequestLook>]>([
    ['nothing that shows', undefined, { ...held, demands: every, reviews: [review('amy', 'APPROVED')] }],
    ['nothing where it is not held', undefined, { requiredApprovals: 2 }],
    [
      'more reviews',
      ['2 approving reviews (1 so far)'],
      {
        ...held,
        requiredApprovals: 2,
        reviews: [review('amy', 'APPROVED'), review('x', 'APPROVED', { canPush: false })],
      },
    ],
    [
      'everything else',
      [
        'another review by eve, who requested changes',
        'a review by its code owners (a team, ann)',
        'an approval of the last push by somebody else than who pushed',
        'an end to 1 open conversation',
        'verified signatures of 2 commits',
      ],
      {
        ...held,
        demands: every,
        reviews: [review('amy', 'APPROVED', { commit: 'old' }), review('eve', 'CHANGES_REQUESTED')],
        awaitedOwners: ['a team', 'ann'],
        openConversations: 1,
        unsignedCommits: 2,
      },
    ],
    [
      'nothing of what the branch does not ask for',
      undefined,
      { ...held, awaitedOwners: ['ann'], openConversations: 1, unsignedCommits: 2 },
    ],
  ])('%s', (_what, expected, look) => {
    expect(observe(look).missing).toEqual(expected);
  });
});

describe('mergeability', () => {
  it.each<[expected: string, look: Partial<PullRequestLook>]>([
    ['clean', {}],
    ['clean', { mergeStateStatus: 'UNSTABLE' }],
    ['clean', { mergeStateStatus: 'HAS_HOOKS' }],
    ['behind', { mergeStateStatus: 'BEHIND' }],
    ['conflict', { mergeable: 'CONFLICTING' }],
    ['conflict', { mergeStateStatus: 'DIRTY' }],
    ['needs-review', { mergeStateStatus: 'BLOCKED', reviewDecision: 'REVIEW_REQUIRED' }],
    ['blocked', { mergeStateStatus: 'BLOCKED', reviewDecision: 'APPROVED' }],
    ['unknown', { mergeStateStatus: 'UNKNOWN', mergeable: 'UNKNOWN' }],
    ['unknown', { mergeStateStatus: 'A_WORD_OF_TOMORROW' }],
  ])('%s', (expected, look) => {
    expect(observe(look).mergeability).toBe(expected);
  });
});

it('a merge whose commit does not show yet is merged, by nobody we know', () => {
  expect(observe({ state: 'MERGED' })).toMatchObject({ state: 'merged' });
  expect(observe({ state: 'MERGED' }).merged).toBeUndefined();
  expect(observe({ state: 'MERGED', mergeCommit: 'c', mergedBy: 'eve' }).merged).toEqual({
    commit: 'c',
    by: 'eve',
  });
});
