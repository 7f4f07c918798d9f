/** What GraphQL shows of git: objects, references, and the rules of branches. A part of the schema. */
export const GIT_TYPES = /* GraphQL */ `
  type Commit implements GitObject & Node {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    message: String!
    messageBody: String!
    messageHeadline: String!
    authors(after: String, before: String, first: Int, last: Int): GitActorConnection!
    authoredDate: DateTime!
    committedDate: DateTime!
    author: GitActor
    committer: GitActor
    url: URI!
    tree: Tree!
    parents(after: String, before: String, first: Int, last: Int): CommitConnection!
    history(after: String, before: String, first: Int, last: Int): CommitHistoryConnection!
    statusCheckRollup: StatusCheckRollup
    associatedPullRequests(after: String, before: String, first: Int, last: Int): PullRequestConnection
    file(path: String!): TreeEntry
    signature: GitSignature
  }
  interface GitSignature {
    isValid: Boolean!
  }
  type GpgSignature implements GitSignature {
    isValid: Boolean!
  }
  type CommitConnection {
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type CommitHistoryConnection {
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type Tag implements GitObject & Node {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    name: String!
    message: String
    target: GitObject!
  }
  type GitActorConnection {
    nodes: [GitActor]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type GitActor {
    user: User
    name: String
    email: String
    date: GitTimestamp
  }
  type Tree implements GitObject & Node {
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
  type Blob implements GitObject & Node {
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
    refUpdateRule: RefUpdateRule
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
    dismissesStaleReviews: Boolean!
    requiresCodeOwnerReviews: Boolean!
    requireLastPushApproval: Boolean!
    requiresConversationResolution: Boolean!
    requiresCommitSignatures: Boolean!
  }
  type RefUpdateRule {
    pattern: String!
    requiredStatusCheckContexts: [String]
    requiredApprovingReviewCount: Int
    requiresCodeOwnerReviews: Boolean!
    requiresConversationResolution: Boolean!
    requiresSignatures: Boolean!
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
`;
