import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitHubAnswerUnexpected } from '../../../services/github/github-answer-unexpected.ts';
import { repository, startScriptedGitHub, type ScriptedGitHub } from './scripted-github.ts';

const head = 'a'.repeat(40);
const base = 'b'.repeat(40);
const tree = 'c'.repeat(40);
const old = 'd'.repeat(40);
const nginx = { name: 'nginx', version: '1.6.0' };
const user = (login: string) => ({ __typename: 'User', login });
let github: ScriptedGitHub;

beforeEach(async () => {
  github = await startScriptedGitHub();
});
afterEach(() => github.close());

const look = () => github.storage.lookAtPullRequest({ number: 7, packageVersion: nginx });

const NO_DEMANDS = {
  dismissesStale: false,
  codeOwners: false,
  lastPush: false,
  conversations: false,
  signatures: false,
};

function pullRequest(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    number: 7,
    url: 'https://example.com/7',
    state: 'OPEN',
    isDraft: false,
    title: 'Add',
    body: '',
    author: { __typename: 'Bot', login: 'limelight' },
    headRefName: 'limelight/add-nginx@1.6.0-to-staging-1',
    headRefOid: head,
    baseRefName: 'staging',
    isCrossRepository: false,
    changedFiles: 3,
    files: fileList(added('a'), added('b'), added('c')),
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    mergeable: 'MERGEABLE',
    mergeStateStatus: 'CLEAN',
    reviewDecision: null,
    isInMergeQueue: false,
    isMergeQueueEnabled: false,
    headRef: { target: { oid: head, version: { type: 'tree', oid: tree } } },
    baseRef: {
      target: { oid: base, version: null },
      branchProtectionRule: null,
      refUpdateRule: null,
      rules: { nodes: [] },
    },
    reviewThreads: { nodes: [] },
    reviewRequests: { nodes: [] },
    commits: { nodes: [{ commit: { signature: { isValid: true } } }] },
    reviews: { nodes: [] },
    statusCheckRollup: null,
    ...fields,
  };
}

function fileList(...nodes: readonly object[]) {
  return { pageInfo: { hasNextPage: false, endCursor: null }, nodes };
}

function added(name: string) {
  return { path: `packages/nginx/1.6.0/${name}`, changeType: 'ADDED' };
}

function check(name: string, status: string, conclusion: string | null, startedAt: string | null = null) {
  return { __typename: 'CheckRun', name, status, conclusion, startedAt, detailsUrl: null, isRequired: false };
}

function status(context: string, state: string, createdAt = '2026-01-01T00:00:00Z') {
  return { __typename: 'StatusContext', context, state, createdAt, targetUrl: null, isRequired: true };
}

function rollup(nodes: readonly unknown[], endCursor: string | null = null) {
  return { contexts: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } };
}

describe('a look at a pull request', () => {
  it('is one call, and says nothing of what nobody reported', async () => {
    github.on('GraphQL LookAtPullRequest', repository({ pullRequest: pullRequest() }));
    expect(await look()).toEqual({
      number: 7,
      url: 'https://example.com/7',
      state: 'OPEN',
      isDraft: false,
      title: 'Add',
      body: '',
      author: 'limelight[bot]',
      headRefName: 'limelight/add-nginx@1.6.0-to-staging-1',
      headRefOid: head,
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
      demands: NO_DEMANDS,
      openConversations: 0,
      awaitedOwners: [],
      unsignedCommits: 0,
      reviews: [],
      headVersionTree: tree,
      baseVersionTree: null,
    });
    expect(github.asked).toHaveLength(1);
  });

  it('reads the checks of every page, and the latest of each name', async () => {
    const first = [
      check('build', 'COMPLETED', 'FAILURE', '2026-01-01T00:00:00Z'),
      check('lint', 'COMPLETED', 'SUCCESS', '2026-01-01T00:05:00Z'),
      check('docs', 'COMPLETED', 'SKIPPED', '2026-01-01T00:00:00Z'),
      check('slow', 'IN_PROGRESS', null, '2026-01-01T00:00:00Z'),
      status('ci/jenkins', 'SUCCESS'),
      status('ci/late', 'EXPECTED'),
    ];
    const second = [
      check('build', 'COMPLETED', 'NEUTRAL', '2026-01-01T00:10:00Z'),
      check('lint', 'QUEUED', null),
      check('gone', 'COMPLETED', 'STALE', '2026-01-01T00:00:00Z'),
      status('build', 'ERROR'),
    ];
    github.on(
      'GraphQL LookAtPullRequest',
      repository({ pullRequest: pullRequest({ statusCheckRollup: rollup(first, 'x') }) }),
    );
    github.on(
      'GraphQL MoreContexts',
      repository({ pullRequest: { headRefOid: head, statusCheckRollup: rollup(second) } }),
    );
    const found = (await look())?.contexts ?? [];
    // Which runs, and which only stands in a queue; since when, where GitHub says so.
    expect(found.find(({ name }) => name === 'slow')).toMatchObject({ since: '2026-01-01T00:00:00Z' });
    expect(found.flatMap(({ name, isQueued, since }) => (isQueued ? [[name, since]] : []))).toEqual([
      ['lint', undefined],
    ]);
    const contexts = found.map(({ kind, name, state }) => `${kind} ${name} ${state}`);
    expect(contexts.toSorted()).toEqual([
      'check build success',
      'check docs success',
      'check gone failure',
      'check lint pending',
      'check slow pending',
      'status build failure',
      'status ci/jenkins success',
      'status ci/late pending',
    ]);
    expect(github.asked[1]?.body).toMatchObject({ number: 7, after: 'x' });
  });

  it('is none when the head moves between two pages', async () => {
    github.on(
      'GraphQL LookAtPullRequest',
      repository({ pullRequest: pullRequest({ statusCheckRollup: rollup([], 'x') }) }),
    );
    github.on(
      'GraphQL MoreContexts',
      repository({ pullRequest: { headRefOid: old, statusCheckRollup: rollup([]) } }),
    );
    await expect(look()).rejects.toBeInstanceOf(GitHubAnswerUnexpected);
  });

  it('joins what classic protection and rulesets demand', async () => {
    const baseRef = {
      target: { oid: base, version: { type: 'tree', oid: old } },
      branchProtectionRule: {
        requiresStatusChecks: true,
        requiredStatusCheckContexts: ['package-storage/pr-merge', null],
        requiresApprovingReviews: true,
        requiredApprovingReviewCount: 1,
        dismissesStaleReviews: true,
        requiresCodeOwnerReviews: false,
        requireLastPushApproval: false,
        requiresConversationResolution: false,
        requiresCommitSignatures: false,
      },
      refUpdateRule: {
        requiredApprovingReviewCount: 1,
        requiresCodeOwnerReviews: true,
        requiresConversationResolution: false,
        requiresSignatures: false,
      },
      rules: {
        nodes: [
          { type: 'REQUIRED_SIGNATURES', parameters: null },
          {
            type: 'PULL_REQUEST',
            parameters: {
              __typename: 'PullRequestParameters',
              requiredApprovingReviewCount: 2,
              dismissStaleReviewsOnPush: false,
              requireCodeOwnerReview: false,
              requireLastPushApproval: true,
              requiredReviewThreadResolution: false,
            },
          },
          {
            type: 'REQUIRED_STATUS_CHECKS',
            parameters: {
              __typename: 'RequiredStatusChecksParameters',
              requiredStatusChecks: [{ context: 'lint' }, { context: 'package-storage/pr-merge' }],
            },
          },
          { type: 'UPDATE', parameters: { __typename: 'UpdateParameters' } },
        ],
      },
    };
    github.on('GraphQL LookAtPullRequest', repository({ pullRequest: pullRequest({ baseRef }) }));
    expect(await look()).toMatchObject({
      requiredContexts: ['lint', 'package-storage/pr-merge'],
      requiredApprovals: 2,
      demands: { ...NO_DEMANDS, dismissesStale: true, codeOwners: true, lastPush: true, signatures: true },
      baseVersionTree: old,
    });
  });

  it('goes without the protection that these credentials may not read', async () => {
    const path = ['repository', 'pullRequest', 'baseRef', 'branchProtectionRule'];
    const errors = [{ type: 'FORBIDDEN', path, message: 'Resource not accessible by integration' }];
    const baseRef = {
      target: { oid: base, version: null },
      branchProtectionRule: null,
      refUpdateRule: null,
      rules: null,
    };
    const found = { repository: { pullRequest: pullRequest({ baseRef }) } };
    github.on('GraphQL LookAtPullRequest', [200, { data: found, errors }]);
    expect(await look()).toMatchObject({ requiredContexts: [], requiredApprovals: null });
  });

  it('counts what people and keys still owe it', async () => {
    const fields = {
      reviewThreads: { nodes: [{ isResolved: true }, { isResolved: false }] },
      reviewRequests: {
        nodes: [
          { asCodeOwner: false, requestedReviewer: user('bob') },
          { asCodeOwner: true, requestedReviewer: { __typename: 'Team' } },
          { asCodeOwner: true, requestedReviewer: user('ann') },
          { asCodeOwner: true, requestedReviewer: null },
        ],
      },
      commits: {
        nodes: [{ commit: { signature: null } }, { commit: { signature: { isValid: false } } }],
      },
    };
    github.on('GraphQL LookAtPullRequest', repository({ pullRequest: pullRequest(fields) }));
    expect(await look()).toMatchObject({
      openConversations: 1,
      awaitedOwners: ['a team', 'ann'],
      unsignedCommits: 2,
    });
  });

  it('keeps the last opinion of each person, and who may push', async () => {
    const review = (author: object | null, state: string, submittedAt: string, canPush = true) => ({
      author,
      state,
      submittedAt,
      authorCanPushToRepository: canPush,
      commit: { oid: head },
    });
    const nodes = [
      review(user('ann'), 'CHANGES_REQUESTED', '2026-01-01T00:00:00Z'),
      review(user('bob'), 'APPROVED', '2026-01-02T00:00:00Z', false),
      review(user('ann'), 'APPROVED', '2026-01-03T00:00:00Z'),
      review(user('ann'), 'COMMENTED', '2026-01-04T00:00:00Z'),
      review(null, 'DISMISSED', '2026-01-05T00:00:00Z'),
    ];
    github.on('GraphQL LookAtPullRequest', repository({ pullRequest: pullRequest({ reviews: { nodes } }) }));
    const reviews = (await look())?.reviews.map(
      ({ login, state, canPush }) => `${login} ${state} ${canPush}`,
    );
    expect(reviews).toEqual(['bob APPROVED false', 'ann APPROVED true', 'ghost DISMISSED true']);
  });

  it.each([
    ['is gone', null],
    ['has moved on', { target: { oid: old, version: null } }],
  ])('finds the head by its commit when the branch %s', async (_what, headRef) => {
    github.on('GraphQL LookAtPullRequest', repository({ pullRequest: pullRequest({ headRef }) }));
    const object = { oid: head, tree: { oid: base }, version: { type: 'tree', oid: tree } };
    github.on('GraphQL FindTree', repository({ object }));
    expect(await look()).toMatchObject({ headVersionTree: tree });
    expect(github.asked[1]?.body).toMatchObject({ ref: head, path: 'packages/nginx/1.6.0', atRoot: false });
  });
});

describe('the files of a pull request', () => {
  const inside = (changeType: string) => ({ path: 'packages/nginx/1.6.0/a', changeType });
  const more = (list: object) => ({ ...list, pageInfo: { hasNextPage: true, endCursor: 'x' } });
  const script = (fields: object) =>
    github.on('GraphQL LookAtPullRequest', repository({ pullRequest: pullRequest({ ...fields }) }));

  it.each([
    ['new ones and copies', [inside('ADDED'), inside('COPIED')], { added: 2, removed: 0, other: 0 }],
    ['gone ones', [inside('DELETED')], { added: 0, removed: 1, other: 0 }],
    ['moved ones', [inside('RENAMED'), inside('ADDED')], { added: 1, removed: 0, other: 1 }],
    ['changed ones', [inside('MODIFIED'), inside('CHANGED')], { added: 0, removed: 0, other: 2 }],
    [
      'ones of a version whose name begins alike',
      [{ path: 'packages/nginx/1.6.0-rc1/a', changeType: 'ADDED' }],
      { added: 0, removed: 0, other: 1 },
    ],
  ])('%s', async (_what, nodes, files) => {
    script({ files: fileList(...nodes) });
    expect(await look()).toMatchObject({ files });
  });

  it('are read page by page', async () => {
    script({ files: more(fileList(added('a'))) });
    github.on(
      'GraphQL MoreFiles',
      repository({ pullRequest: { headRefOid: head, files: more(fileList(added('b'))) } }),
      repository({ pullRequest: { headRefOid: head, files: fileList(added('c')) } }),
    );
    expect(await look()).toMatchObject({ files: { added: 3, removed: 0, other: 0 } });
  });

  it('are not read on once one is elsewhere', async () => {
    script({ files: more(fileList({ path: 'README.md', changeType: 'MODIFIED' })) });
    expect(await look()).toMatchObject({ files: { other: 1 } });
    expect(github.asked).toHaveLength(1);
  });

  it('are unknown when GitHub lists none, or the head moves between two pages', async () => {
    script({ files: null });
    await expect(look()).rejects.toBeInstanceOf(GitHubAnswerUnexpected);
    script({ files: more(fileList(added('a'))) });
    const moved = { headRefOid: old, files: fileList(added('b')) };
    github.on('GraphQL MoreFiles', repository({ pullRequest: moved }));
    await expect(look()).rejects.toBeInstanceOf(GitHubAnswerUnexpected);
  });

  it('do not matter once it is closed', async () => {
    script({ state: 'CLOSED', files: null });
    expect(await look()).toMatchObject({ files: { added: 0, removed: 0, other: 0 } });
  });
});
