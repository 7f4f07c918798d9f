/** What GraphQL shows of people and of what they say: owners, comments, requested reviews. A part of the schema. */
export const CONVERSATION_TYPES = /* GraphQL */ `
  enum CommentAuthorAssociation {
    COLLABORATOR
    CONTRIBUTOR
    FIRST_TIMER
    FIRST_TIME_CONTRIBUTOR
    MANNEQUIN
    MEMBER
    NONE
    OWNER
  }

  enum ReactionContent {
    CONFUSED
    EYES
    HEART
    HOORAY
    LAUGH
    ROCKET
    THUMBS_DOWN
    THUMBS_UP
  }

  interface RepositoryOwner {
    id: ID!
    login: String!
    url: URI!
  }

  type Organization implements Actor & Node & RepositoryOwner {
    id: ID!
    login: String!
    name: String
    url: URI!
  }

  type UserConnection {
    nodes: [User]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type ReactionGroup {
    content: ReactionContent!
    users(after: String, before: String, first: Int, last: Int): ReactingUserConnection!
  }

  type ReactingUserConnection {
    totalCount: Int!
  }

  type Milestone implements Node {
    id: ID!
    number: Int!
    title: String!
    description: String
    dueOn: DateTime
  }

  type IssueComment implements Node {
    id: ID!
    author: Actor
    authorAssociation: CommentAuthorAssociation!
    body: String!
    createdAt: DateTime!
    includesCreatedEdit: Boolean!
    isMinimized: Boolean!
    minimizedReason: String
    reactionGroups: [ReactionGroup!]
    url: URI!
    viewerDidAuthor: Boolean!
  }

  type IssueCommentEdge {
    cursor: String!
    node: IssueComment
  }

  type IssueCommentConnection {
    edges: [IssueCommentEdge]
    nodes: [IssueComment]
    pageInfo: PageInfo!
    totalCount: Int!
  }
`;
