/**
 * What we ask of GitHub's GraphQL API, by name. A test holds each against the official schema.
 *
 * A tree is read as `file(path)` of a commit and never as `object(expression: "BRANCH:PATH")`: so the commit and
 * the tree belong together even when the branch moves while GitHub answers.
 */

const VERSION = 'version: file(path: $path) { type oid }';
/** Another branch, which must hold the version while a change waits. */
const KEEPER = `keeper: ref(qualifiedName: $keeper) @include(if: $keeping) { target { ... on Commit { oid ${VERSION} } } }`;
const ENTRIES = '{ name mode type oid }';
const TREE_AT = '{ oid tree { oid } version: file(path: $path) @skip(if: $atRoot) { type oid } }';
const ACTOR = '{ __typename login }';
const CONTEXTS = `{
  pageInfo { hasNextPage endCursor }
  nodes {
    __typename
    ... on CheckRun { name status conclusion startedAt detailsUrl isRequired(pullRequestNumber: $number) }
    ... on StatusContext { context state createdAt targetUrl isRequired(pullRequestNumber: $number) }
  }
}`;

const FILES = '{ pageInfo { hasNextPage endCursor } nodes { path changeType } }';

/** What a page of many pull requests tells cheaply of each: states and counts, and nothing that is worked out. */
const PICTURE = `
  number headRefName headRefOid baseRefName isCrossRepository state isDraft isInMergeQueue reviewDecision
  latestOpinionatedReviews(first: 50, writersOnly: true) { nodes { author ${ACTOR} state commit { oid } } }
  reviewThreads(first: 100) { nodes { isResolved } }
  statusCheckRollup {
    state
    contexts(first: 1) {
      checkRunCountsByState { state count }
      statusContextCountsByState { state count }
    }
  }`;

/** Who these credentials are. */
export const WHO_AM_I = 'query WhoAmI { viewer { login } }';

/** Tip and version tree of `count` branches, given as `$branch0`, `$branch1`, ... (`refs/heads/NAME`). */
export function lookAtBranchesQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query LookAtBranches($owner: String!, $name: String!, $path: String!, ${indexes.map((i) => `$branch${i}: String!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indexes.map((i) => `branch${i}: ref(qualifiedName: $branch${i}) { target { ... on Commit { oid ${VERSION} } } }`).join('\n    ')}
  }
}`;
}

/** The tree at a path of any commit, named in any way that git understands. */
export const FIND_TREE = `query FindTree($owner: String!, $name: String!, $ref: String!, $path: String!, $atRoot: Boolean!) {
  repository(owner: $owner, name: $name) {
    object(expression: $ref) {
      ... on Commit ${TREE_AT}
      ... on Tag { target { ... on Commit ${TREE_AT} } }
    }
  }
}`;

/** Everything that opening a change must know. */
export const LOOK_BEFORE_CHANGE = `query LookBeforeChange($owner: String!, $name: String!, $base: String!, $head: String!, $headName: String!, $path: String!, $packagePath: String!, $removing: Boolean!, $keeper: String!, $keeping: Boolean!) {
  repository(owner: $owner, name: $name) {
    base: ref(qualifiedName: $base) {
      target {
        ... on Commit {
          oid
          tree { oid entries @include(if: $removing) ${ENTRIES} }
          ${VERSION}
          packages: file(path: "packages") @include(if: $removing) { object { ... on Tree { entries ${ENTRIES} } } }
          package: file(path: $packagePath) @include(if: $removing) { object { ... on Tree { entries ${ENTRIES} } } }
        }
      }
    }
    head: ref(qualifiedName: $head) { target { ... on Commit { oid ${VERSION} } } }
    ${KEEPER}
    pullRequests(first: 20, headRefName: $headName, states: [OPEN]) {
      nodes {
        number url headRefOid body author ${ACTOR} isCrossRepository baseRefName
        labels(first: 50) { nodes { name } }
      }
    }
  }
}`;

/**
 * Everything that the gate of a pull request weighs. Of a team that is asked for a review only that it is one: its
 * name needs a scope (`read:org`) without which GitHub would answer nothing at all.
 */
export const LOOK_AT_PULL_REQUEST = `query LookAtPullRequest($owner: String!, $name: String!, $number: Int!, $path: String!, $keeper: String!, $keeping: Boolean!) {
  repository(owner: $owner, name: $name) {
    ${KEEPER}
    pullRequest(number: $number) {
      number url state isDraft title body author ${ACTOR}
      headRefName headRefOid baseRefName isCrossRepository changedFiles
      mergedAt mergedBy ${ACTOR} mergeCommit { oid }
      mergeable mergeStateStatus reviewDecision isInMergeQueue isMergeQueueEnabled
      headRef { target { ... on Commit { oid ${VERSION} } } }
      baseRef {
        target { ... on Commit { oid ${VERSION} } }
        branchProtectionRule {
          requiresStatusChecks requiredStatusCheckContexts requiresApprovingReviews requiredApprovingReviewCount
          dismissesStaleReviews requiresCodeOwnerReviews requireLastPushApproval
          requiresConversationResolution requiresCommitSignatures
        }
        refUpdateRule {
          requiredApprovingReviewCount requiresCodeOwnerReviews requiresConversationResolution requiresSignatures
        }
        rules(first: 100) {
          nodes {
            type
            parameters {
              __typename
              ... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
              ... on PullRequestParameters {
                requiredApprovingReviewCount dismissStaleReviewsOnPush requireCodeOwnerReview
                requireLastPushApproval requiredReviewThreadResolution
              }
            }
          }
        }
      }
      reviews(last: 100, states: [APPROVED, CHANGES_REQUESTED, DISMISSED]) {
        nodes { author ${ACTOR} state submittedAt authorCanPushToRepository commit { oid } }
      }
      reviewThreads(first: 100) { nodes { isResolved } }
      reviewRequests(first: 100) { nodes { asCodeOwner requestedReviewer { __typename ... on User { login } } } }
      commits(last: 30) { nodes { commit { signature { isValid } } } }
      statusCheckRollup { contexts(first: 100) ${CONTEXTS} }
      files(first: 100) ${FILES}
    }
  }
}`;

/** The next hundred checks and statuses of a pull request. */
export const MORE_CONTEXTS = `query MoreContexts($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      statusCheckRollup { contexts(first: 100, after: $after) ${CONTEXTS} }
    }
  }
}`;

/** The next hundred files that a pull request changes. */
export const MORE_FILES = `query MoreFiles($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { headRefOid files(first: 100, after: $after) ${FILES} }
  }
}`;

/** How a pull request ended, if it did. */
export const LOOK_AT_MERGE = `query LookAtMerge($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { state headRefOid mergeCommit { oid } }
  }
}`;

/** The open pull requests of `count` head branches, given as `$head0`, `$head1`, ... */
export function findOpenChangesQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query FindOpenChanges($owner: String!, $name: String!, ${indexes.map((i) => `$head${i}: String!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indexes.map((i) => `head${i}: pullRequests(first: 20, headRefName: $head${i}, states: [OPEN]) { nodes { number url headRefName body isCrossRepository } }`).join('\n    ')}
  }
}`;
}

/** A hundred open pull requests, the oldest first. */
export const PICTURE_CHANGES = `query PictureChanges($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 100, after: $after, states: [OPEN], orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes { ${PICTURE} }
    }
  }
}`;

/** `count` pull requests whatever their state, given as `$number0`, `$number1`, ... */
export function pictureChangesQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query PictureChangesByNumber($owner: String!, $name: String!, ${indexes.map((i) => `$number${i}: Int!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indexes.map((i) => `change${i}: pullRequest(number: $number${i}) { ${PICTURE} }`).join('\n    ')}
  }
}`;
}

/** A hundred open pull requests, the oldest first, and whether head and base have something at `$path`. */
export const FIND_ADDITIONS = `query FindAdditions($owner: String!, $name: String!, $after: String, $path: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 100, after: $after, states: [OPEN], orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number url author ${ACTOR} headRefName baseRefName isCrossRepository
        headRef { target { ... on Commit { oid ${VERSION} } } }
        baseRef { target { ... on Commit { oid ${VERSION} } } }
      }
    }
  }
}`;

/** The first hundred files of `count` pull requests, given as `$number0`, `$number1`, ... */
export function filesOfQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query FilesOf($owner: String!, $name: String!, ${indexes.map((i) => `$number${i}: Int!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indexes.map((i) => `change${i}: pullRequest(number: $number${i}) { number files(first: 100) ${FILES} }`).join('\n    ')}
  }
}`;
}

/** A hundred open pull requests, the oldest first: whose they are, and where they go. */
export const LIST_CHANGES = `query ListChanges($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 100, after: $after, states: [OPEN], orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number url headRefName isCrossRepository }
    }
  }
}`;

/** The pull requests that a commit belongs to, the newest last. */
export const PULL_REQUESTS_OF_COMMIT = `query PullRequestsOfCommit($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit { associatedPullRequests(last: 20) { nodes { number state headRefName headRefOid isCrossRepository } } }
    }
  }
}`;

/** The newest hundred of the history of `$inCommit`, and when it and `count` others were committed. */
export function containedInQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query ContainedIn($owner: String!, $name: String!, $inCommit: GitObjectID!, ${indexes.map((i) => `$commit${i}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    inCommit: object(oid: $inCommit) {
      ... on Commit { committedDate history(first: 100) { nodes { oid } pageInfo { hasNextPage } } }
    }
    ${indexes.map((i) => `commit${i}: object(oid: $commit${i}) { ... on Commit { committedDate } }`).join('\n    ')}
  }
}`;
}

/** The package folders of two commits. */
export const PACKAGES_OF = `query PackagesOf($owner: String!, $name: String!, $before: GitObjectID!, $after: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    before: object(oid: $before) { ... on Commit { packages: file(path: "packages") { object { ... on Tree { entries ${ENTRIES} } } } } }
    after: object(oid: $after) { ... on Commit { packages: file(path: "packages") { object { ... on Tree { entries ${ENTRIES} } } } } }
  }
}`;

/** Tip and package folders of `count` branches, given as `$branch0`, `$branch1`, ... (`refs/heads/NAME`). */
export function listPackagesQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query ListPackages($owner: String!, $name: String!, ${indexes.map((i) => `$branch${i}: String!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indexes.map((i) => `branch${i}: ref(qualifiedName: $branch${i}) { target { ... on Commit { oid packages: file(path: "packages") { object { ... on Tree { entries ${ENTRIES} } } } } } }`).join('\n    ')}
  }
}`;
}

/** The entries of `count` trees, given as `$tree0`, `$tree1`, ... */
export function readTreesQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query ReadTrees($owner: String!, $name: String!, ${indexes.map((i) => `$tree${i}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indexes.map((i) => `tree${i}: object(oid: $tree${i}) { ... on Tree { entries ${ENTRIES} } }`).join('\n    ')}
  }
}`;
}

/** What stands at `paths` paths (`$path0`, ...) of `count` commits, named by `$ref0`, ... in any way that git understands. */
export function findHoldersQuery(count: number, paths = 1): string {
  const refs = Array.from({ length: count }, (_, index) => index);
  const files = Array.from({ length: paths }, (_, index) => index);
  const variables = [...refs.map((i) => `$ref${i}: String!`), ...files.map((i) => `$path${i}: String!`)];
  const looks = files.map((i) => `file${i}: file(path: $path${i}) { type oid }`).join(' ');
  return `query FindHolders($owner: String!, $name: String!, ${variables.join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${refs.map((i) => `ref${i}: object(expression: $ref${i}) { ... on Commit { ${looks} } }`).join('\n    ')}
  }
}`;
}
