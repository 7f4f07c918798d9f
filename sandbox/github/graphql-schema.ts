import { buildSchema } from 'graphql';

/**
 * The part of GitHub's GraphQL schema that the stand-in answers. Every type, field, argument and nullability is
 * the official one's (npm `@octokit/graphql-schema`); a test compares the two.
 */
export const schema = buildSchema(/* GraphQL */ `
  scalar DateTime
  scalar GitObjectID
  scalar GitTimestamp
  scalar URI

  enum OrderDirection {
    ASC
    DESC
  }
  enum IssueOrderField {
    COMMENTS
    CREATED_AT
    UPDATED_AT
  }
  enum PullRequestState {
    CLOSED
    MERGED
    OPEN
  }
  enum PullRequestReviewState {
    APPROVED
    CHANGES_REQUESTED
    COMMENTED
    DISMISSED
    PENDING
  }
  enum PullRequestReviewDecision {
    APPROVED
    CHANGES_REQUESTED
    REVIEW_REQUIRED
  }
  enum MergeableState {
    CONFLICTING
    MERGEABLE
    UNKNOWN
  }
  enum MergeStateStatus {
    BEHIND
    BLOCKED
    CLEAN
    DIRTY
    DRAFT
    HAS_HOOKS
    UNKNOWN
    UNSTABLE
  }
  enum StatusState {
    ERROR
    EXPECTED
    FAILURE
    PENDING
    SUCCESS
  }
  enum CheckStatusState {
    COMPLETED
    IN_PROGRESS
    PENDING
    QUEUED
    REQUESTED
    WAITING
  }
  enum CheckConclusionState {
    ACTION_REQUIRED
    CANCELLED
    FAILURE
    NEUTRAL
    SKIPPED
    STALE
    STARTUP_FAILURE
    SUCCESS
    TIMED_OUT
  }
  enum ComparisonStatus {
    AHEAD
    BEHIND
    DIVERGED
    IDENTICAL
  }
  enum RepositoryPermission {
    ADMIN
    MAINTAIN
    READ
    TRIAGE
    WRITE
  }
  enum RepositoryRuleType {
    MERGE_QUEUE
    PULL_REQUEST
    REQUIRED_STATUS_CHECKS
  }
  enum MergeQueueMergeMethod {
    MERGE
    REBASE
    SQUASH
  }

  input IssueOrder {
    direction: OrderDirection!
    field: IssueOrderField!
  }

  interface Actor {
    login: String!
    url: URI!
  }
  interface GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
  }

  type Query {
    repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
    rateLimit(dryRun: Boolean = false): RateLimit
    viewer: User!
  }

  type RateLimit {
    cost: Int!
    limit: Int!
    nodeCount: Int!
    remaining: Int!
    resetAt: DateTime!
    used: Int!
  }
  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }

  type User implements Actor {
    id: ID!
    login: String!
    url: URI!
  }
  type Bot implements Actor {
    id: ID!
    login: String!
    url: URI!
  }

  type Repository {
    id: ID!
    name: String!
    nameWithOwner: String!
    url: URI!
    isPrivate: Boolean!
    viewerPermission: RepositoryPermission
    defaultBranchRef: Ref
    object(expression: String, oid: GitObjectID): GitObject
    ref(qualifiedName: String!): Ref
    pullRequest(number: Int!): PullRequest
    pullRequests(
      after: String
      baseRefName: String
      before: String
      first: Int
      headRefName: String
      labels: [String!]
      last: Int
      orderBy: IssueOrder
      states: [PullRequestState!]
    ): PullRequestConnection!
    mergeQueue(branch: String): MergeQueue
  }

  type Commit implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    message: String!
    messageHeadline: String!
    authoredDate: DateTime!
    committedDate: DateTime!
    author: GitActor
    committer: GitActor
    url: URI!
    tree: Tree!
    parents(after: String, before: String, first: Int, last: Int): CommitConnection!
    statusCheckRollup: StatusCheckRollup
    file(path: String!): TreeEntry
  }
  type CommitConnection {
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type Tag implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    name: String!
    message: String
    target: GitObject!
  }
  type GitActor {
    name: String
    email: String
    date: GitTimestamp
  }
  type Tree implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    entries: [TreeEntry!]
  }
  type TreeEntry {
    name: String!
    mode: Int!
    oid: GitObjectID!
    type: String!
    path: String
    size: Int!
    object: GitObject
  }
  type Blob implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    text: String
  }

  type Ref {
    id: ID!
    name: String!
    prefix: String!
    target: GitObject
    branchProtectionRule: BranchProtectionRule
    rules(after: String, before: String, first: Int, last: Int): RepositoryRuleConnection
    compare(headRef: String!): Comparison
  }
  type Comparison {
    id: ID!
    status: ComparisonStatus!
    aheadBy: Int!
    behindBy: Int!
  }
  type BranchProtectionRule {
    id: ID!
    pattern: String!
    requiredStatusCheckContexts: [String]
    requiresStatusChecks: Boolean!
    requiresStrictStatusChecks: Boolean!
    requiredApprovingReviewCount: Int
    requiresApprovingReviews: Boolean!
  }
  type RepositoryRuleConnection {
    nodes: [RepositoryRule]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type RepositoryRule {
    id: ID!
    type: RepositoryRuleType!
    parameters: RuleParameters
  }
  union RuleParameters = RequiredStatusChecksParameters | PullRequestParameters | MergeQueueParameters
  type RequiredStatusChecksParameters {
    requiredStatusChecks: [StatusCheckConfiguration!]!
    strictRequiredStatusChecksPolicy: Boolean!
  }
  type StatusCheckConfiguration {
    context: String!
    integrationId: Int
  }
  type PullRequestParameters {
    requiredApprovingReviewCount: Int!
    dismissStaleReviewsOnPush: Boolean!
    requireCodeOwnerReview: Boolean!
    requireLastPushApproval: Boolean!
    requiredReviewThreadResolution: Boolean!
  }
  type MergeQueueParameters {
    mergeMethod: MergeQueueMergeMethod!
  }
  type MergeQueue {
    id: ID!
    url: URI!
  }

  type PullRequestConnection {
    nodes: [PullRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequest {
    id: ID!
    number: Int!
    url: URI!
    state: PullRequestState!
    title: String!
    body: String!
    isDraft: Boolean!
    isCrossRepository: Boolean!
    author: Actor
    createdAt: DateTime!
    updatedAt: DateTime!
    closed: Boolean!
    closedAt: DateTime
    merged: Boolean!
    mergedAt: DateTime
    mergedBy: Actor
    mergeCommit: Commit
    headRefName: String!
    headRefOid: GitObjectID!
    headRef: Ref
    baseRefName: String!
    baseRefOid: GitObjectID!
    baseRef: Ref
    changedFiles: Int!
    additions: Int!
    deletions: Int!
    mergeable: MergeableState!
    mergeStateStatus: MergeStateStatus!
    reviewDecision: PullRequestReviewDecision
    isInMergeQueue: Boolean!
    isMergeQueueEnabled: Boolean!
    autoMergeRequest: AutoMergeRequest
    latestReviews(after: String, before: String, first: Int, last: Int): PullRequestReviewConnection
    latestOpinionatedReviews(
      after: String
      before: String
      first: Int
      last: Int
      writersOnly: Boolean = false
    ): PullRequestReviewConnection
    reviews(
      after: String
      author: String
      before: String
      first: Int
      last: Int
      states: [PullRequestReviewState!]
    ): PullRequestReviewConnection
    statusCheckRollup: StatusCheckRollup
    labels(after: String, before: String, first: Int, last: Int): LabelConnection
    commits(after: String, before: String, first: Int, last: Int): PullRequestCommitConnection!
  }
  type AutoMergeRequest {
    enabledAt: DateTime
  }
  type PullRequestReviewConnection {
    nodes: [PullRequestReview]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequestReview {
    id: ID!
    author: Actor
    authorCanPushToRepository: Boolean!
    body: String!
    commit: Commit
    createdAt: DateTime!
    state: PullRequestReviewState!
    submittedAt: DateTime
    url: URI!
  }
  type LabelConnection {
    nodes: [Label]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type Label {
    id: ID!
    name: String!
    color: String!
  }
  type PullRequestCommitConnection {
    nodes: [PullRequestCommit]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequestCommit {
    id: ID!
    commit: Commit!
    url: URI!
  }

  type StatusCheckRollup {
    id: ID!
    state: StatusState!
    commit: Commit
    contexts(after: String, before: String, first: Int, last: Int): StatusCheckRollupContextConnection!
  }
  type StatusCheckRollupContextConnection {
    nodes: [StatusCheckRollupContext]
    pageInfo: PageInfo!
    totalCount: Int!
    checkRunCount: Int!
    statusContextCount: Int!
  }
  union StatusCheckRollupContext = CheckRun | StatusContext
  type CheckRun {
    id: ID!
    databaseId: Int
    name: String!
    status: CheckStatusState!
    conclusion: CheckConclusionState
    isRequired(pullRequestId: ID, pullRequestNumber: Int): Boolean!
    detailsUrl: URI
    startedAt: DateTime
    completedAt: DateTime
    title: String
    summary: String
    url: URI!
  }
  type StatusContext {
    id: ID!
    context: String!
    state: StatusState!
    description: String
    isRequired(pullRequestId: ID, pullRequestNumber: Int): Boolean!
    targetUrl: URI
    createdAt: DateTime!
  }
`);
