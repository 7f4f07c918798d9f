/** What GraphQL shows of pull requests: their state, reviews, and what machines report of them. A part of the schema. */
export const PULL_TYPES = /* GraphQL */ `
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

  enum PullRequestMergeMethod {
    MERGE
    REBASE
    SQUASH
  }

  enum CheckRunState {
    ACTION_REQUIRED
    CANCELLED
    COMPLETED
    FAILURE
    IN_PROGRESS
    NEUTRAL
    PENDING
    QUEUED
    SKIPPED
    STALE
    STARTUP_FAILURE
    SUCCESS
    TIMED_OUT
    WAITING
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

  type PullRequestEdge {
    cursor: String!
    node: PullRequest
  }

  type PullRequestConnection {
    edges: [PullRequestEdge]
    nodes: [PullRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequest implements Node {
    id: ID!
    assignees(after: String, before: String, first: Int, last: Int): UserConnection!
    authorAssociation: CommentAuthorAssociation!
    comments(after: String, before: String, first: Int, last: Int): IssueCommentConnection!
    headRepository: Repository
    headRepositoryOwner: RepositoryOwner
    maintainerCanModify: Boolean!
    milestone: Milestone
    potentialMergeCommit: Commit
    reactionGroups: [ReactionGroup!]
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
    reviewThreads(after: String, before: String, first: Int, last: Int): PullRequestReviewThreadConnection!
    reviewRequests(after: String, before: String, first: Int, last: Int): ReviewRequestConnection
    statusCheckRollup: StatusCheckRollup
    labels(after: String, before: String, first: Int, last: Int): LabelConnection
    commits(after: String, before: String, first: Int, last: Int): PullRequestCommitConnection!
    files(after: String, before: String, first: Int, last: Int): PullRequestChangedFileConnection
  }

  type AutoMergeRequest {
    authorEmail: String
    commitBody: String
    commitHeadline: String
    enabledAt: DateTime
    enabledBy: Actor
    mergeMethod: PullRequestMergeMethod!
  }

  type PullRequestReviewConnection {
    nodes: [PullRequestReview]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestReview {
    id: ID!
    author: Actor
    authorAssociation: CommentAuthorAssociation!
    authorCanPushToRepository: Boolean!
    includesCreatedEdit: Boolean!
    reactionGroups: [ReactionGroup!]
    body: String!
    commit: Commit
    createdAt: DateTime!
    state: PullRequestReviewState!
    submittedAt: DateTime
    url: URI!
  }

  type PullRequestReviewThreadConnection {
    nodes: [PullRequestReviewThread]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestReviewThread {
    id: ID!
    isResolved: Boolean!
  }

  type ReviewRequestConnection {
    nodes: [ReviewRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type ReviewRequest implements Node {
    id: ID!
    asCodeOwner: Boolean!
    requestedReviewer: RequestedReviewer
  }

  union RequestedReviewer = Bot | Team | User

  type Team implements Node {
    id: ID!
    name: String!
    organization: Organization!
    combinedSlug: String!
    slug: String!
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
    description: String
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

  type CheckSuite implements Node {
    id: ID!
    workflowRun: WorkflowRun
  }

  type WorkflowRun implements Node {
    id: ID!
    event: String!
    workflow: Workflow!
  }

  type Workflow implements Node {
    id: ID!
    name: String!
  }

  type StatusCheckRollupContextConnection {
    nodes: [StatusCheckRollupContext]
    pageInfo: PageInfo!
    totalCount: Int!
    checkRunCount: Int!
    checkRunCountsByState: [CheckRunStateCount!]
    statusContextCount: Int!
    statusContextCountsByState: [StatusContextStateCount!]
  }

  type CheckRunStateCount {
    count: Int!
    state: CheckRunState!
  }

  type StatusContextStateCount {
    count: Int!
    state: StatusState!
  }

  union StatusCheckRollupContext = CheckRun | StatusContext

  type CheckRun {
    id: ID!
    databaseId: Int
    checkSuite: CheckSuite!
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
`;
