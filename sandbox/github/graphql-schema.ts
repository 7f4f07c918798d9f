import { buildSchema } from 'graphql';
import { FILE_TYPES } from './graphql-file-types.ts';
import { GIT_TYPES } from './graphql-git-types.ts';
import { PULL_TYPES } from './graphql-pull-types.ts';

const OTHER_TYPES = /* GraphQL */ `
  scalar DateTime

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
`;

/**
 * The part of GitHub's GraphQL schema that the stand-in answers. Every type, field, argument and nullability is
 * the official one's (npm `@octokit/graphql-schema`); a test compares the two.
 */
export const schema = buildSchema([GIT_TYPES, PULL_TYPES, FILE_TYPES, OTHER_TYPES].join('\n'));
