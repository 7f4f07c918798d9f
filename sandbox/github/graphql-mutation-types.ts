/** What GraphQL can change. A part of the schema. */
export const MUTATION_TYPES = /* GraphQL */ `
  enum PullRequestReviewEvent {
    APPROVE
    COMMENT
    DISMISS
    REQUEST_CHANGES
  }

  enum PullRequestUpdateState {
    CLOSED
    OPEN
  }

  type Mutation {
    addComment(input: AddCommentInput!): AddCommentPayload
    addPullRequestReview(input: AddPullRequestReviewInput!): AddPullRequestReviewPayload
    closePullRequest(input: ClosePullRequestInput!): ClosePullRequestPayload
    createPullRequest(input: CreatePullRequestInput!): CreatePullRequestPayload
    markPullRequestReadyForReview(
      input: MarkPullRequestReadyForReviewInput!
    ): MarkPullRequestReadyForReviewPayload
    mergePullRequest(input: MergePullRequestInput!): MergePullRequestPayload
    reopenPullRequest(input: ReopenPullRequestInput!): ReopenPullRequestPayload
    updatePullRequest(input: UpdatePullRequestInput!): UpdatePullRequestPayload
  }

  input AddCommentInput {
    body: String!
    clientMutationId: String
    subjectId: ID!
  }
  type AddCommentPayload {
    clientMutationId: String
    commentEdge: IssueCommentEdge
  }

  input AddPullRequestReviewInput {
    body: String
    clientMutationId: String
    commitOID: GitObjectID
    event: PullRequestReviewEvent
    pullRequestId: ID!
  }
  type AddPullRequestReviewPayload {
    clientMutationId: String
    pullRequestReview: PullRequestReview
  }

  input ClosePullRequestInput {
    clientMutationId: String
    pullRequestId: ID!
  }
  type ClosePullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input CreatePullRequestInput {
    baseRefName: String!
    body: String
    clientMutationId: String
    draft: Boolean = false
    headRefName: String!
    headRepositoryId: ID
    maintainerCanModify: Boolean = true
    repositoryId: ID!
    title: String!
  }
  type CreatePullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input MarkPullRequestReadyForReviewInput {
    clientMutationId: String
    pullRequestId: ID!
  }
  type MarkPullRequestReadyForReviewPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input MergePullRequestInput {
    authorEmail: String
    clientMutationId: String
    commitBody: String
    commitHeadline: String
    expectedHeadOid: GitObjectID
    mergeMethod: PullRequestMergeMethod = MERGE
    pullRequestId: ID!
  }
  type MergePullRequestPayload {
    actor: Actor
    clientMutationId: String
    pullRequest: PullRequest
  }

  input ReopenPullRequestInput {
    clientMutationId: String
    pullRequestId: ID!
  }
  type ReopenPullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input UpdatePullRequestInput {
    baseRefName: String
    body: String
    clientMutationId: String
    labelIds: [ID!]
    pullRequestId: ID!
    state: PullRequestUpdateState
    title: String
  }
  type UpdatePullRequestPayload {
    actor: Actor
    clientMutationId: String
    pullRequest: PullRequest
  }
`;
