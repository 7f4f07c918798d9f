import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import { actorNode } from './graphql-actors.ts';
import type { Comment } from './model.ts';

/** What people react with; nobody ever does. */
const REACTIONS = ['THUMBS_UP', 'THUMBS_DOWN', 'LAUGH', 'HOORAY', 'CONFUSED', 'HEART', 'ROCKET', 'EYES'];

/** No reactions, of each kind. */
export function reactionGroups() {
  return REACTIONS.map((content) => ({ content, users: { totalCount: 0 } }));
}

/** A comment as somebody sees it. */
export function commentNode(core: Core, comment: Comment, viewer: string) {
  const { id, number, login, body, createdAt, updatedAt } = comment;
  return {
    id: nodeId('IssueComment', id),
    author: actorNode(core, login),
    authorAssociation: 'COLLABORATOR',
    body,
    createdAt,
    includesCreatedEdit: updatedAt !== createdAt,
    isMinimized: false,
    minimizedReason: null,
    reactionGroups: reactionGroups(),
    url: `${core.htmlUrl}/pull/${number}#issuecomment-${id}`,
    viewerDidAuthor: login === viewer,
  };
}
