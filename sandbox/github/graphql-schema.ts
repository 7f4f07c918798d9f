import { buildSchema } from 'graphql';
import { CONVERSATION_TYPES } from './graphql-conversation-types.ts';
import { FILE_TYPES } from './graphql-file-types.ts';
import { GIT_TYPES } from './graphql-git-types.ts';
import { MUTATION_TYPES } from './graphql-mutation-types.ts';
import { PULL_TYPES } from './graphql-pull-types.ts';

const OTHER_TYPES = /* GraphQL */ `
  scalar DateTime

  scalar GitSSHRemote

  scalar GitObjectID

  scalar GitTimestamp

  scalar URI

  enum OrderDirection {
    ASC
    DESC
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
    REQUIRED_SIGNATURES
    REQUIRED_STATUS_CHECKS
  }

  interface Node {
    id: ID!
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
    node(id: ID!): Node
    search(
      after: String
      before: String
      first: Int
      last: Int
      query: String!
      type: SearchType!
    ): SearchResultItemConnection!
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

  type User implements Actor & Node & RepositoryOwner {
    id: ID!
    databaseId: Int
    name: String
    login: String!
    url: URI!
  }

  type Bot implements Actor & Node {
    id: ID!
    databaseId: Int
    login: String!
    url: URI!
  }

  enum LabelOrderField {
    CREATED_AT
    NAME
  }

  input LabelOrder {
    direction: OrderDirection!
    field: LabelOrderField!
  }

  type PullRequestTemplate {
    body: String
    filename: String
  }

  enum SearchType {
    DISCUSSION
    ISSUE
    REPOSITORY
    USER
  }

  union SearchResultItem = PullRequest | Repository | User

  type SearchResultItemEdge {
    cursor: String!
    node: SearchResultItem
  }

  type SearchResultItemConnection {
    edges: [SearchResultItemEdge]
    issueCount: Int!
    nodes: [SearchResultItem]
    pageInfo: PageInfo!
  }

  type Repository implements Node {
    id: ID!
    name: String!
    nameWithOwner: String!
    url: URI!
    isPrivate: Boolean!
    assignableUsers(after: String, before: String, first: Int, last: Int, query: String): UserConnection!
    autoMergeAllowed: Boolean!
    databaseId: Int
    deleteBranchOnMerge: Boolean!
    description: String
    hasIssuesEnabled: Boolean!
    hasProjectsEnabled: Boolean!
    hasWikiEnabled: Boolean!
    isArchived: Boolean!
    isFork: Boolean!
    isInOrganization: Boolean!
    labels(
      after: String
      before: String
      first: Int
      last: Int
      orderBy: LabelOrder = { field: CREATED_AT, direction: ASC }
      query: String
    ): LabelConnection
    mergeCommitAllowed: Boolean!
    owner: RepositoryOwner!
    parent: Repository
    pullRequestTemplates: [PullRequestTemplate!]
    rebaseMergeAllowed: Boolean!
    squashMergeAllowed: Boolean!
    sshUrl: GitSSHRemote!
    viewerDefaultMergeMethod: PullRequestMergeMethod!
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
`;

/**
 * The part of GitHub's GraphQL schema that the stand-in answers. Every type, field, argument and nullability is
 * the official one's (npm `@octokit/graphql-schema`); a test compares the two.
 */
export const schema = buildSchema(
  [GIT_TYPES, PULL_TYPES, FILE_TYPES, CONVERSATION_TYPES, MUTATION_TYPES, OTHER_TYPES].join('\n'),
);
