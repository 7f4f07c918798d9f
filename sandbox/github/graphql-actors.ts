import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';

/** Whoever does something, as a GraphQL node. */
export function actorNode(core: Core, login: string) {
  const __typename = core.people.typeOf(login);
  // In GraphQL a bot goes without the suffix that REST gives it.
  const shown = __typename === 'Bot' ? login.replace(/\[bot\]$/, '') : login;
  return {
    __typename,
    id: nodeId(__typename, login),
    databaseId: core.people.idOf(login),
    login: shown,
    name: null,
    url: `${core.url}/${encodeURIComponent(shown)}`,
  };
}

/** Whoever the repository belongs to: a user. */
export function ownerNode(core: Core) {
  return { ...actorNode(core, core.owner), __typename: 'User' };
}
