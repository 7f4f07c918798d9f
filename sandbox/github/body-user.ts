import type { Core } from './core.ts';

/** GitHub's opaque id of anything. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

/** REST `simple-user`. */
export function userBody(core: Core, login: string) {
  const url = `${core.url}/users/${encodeURIComponent(login)}`;
  const id = core.people.idOf(login);
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${core.url}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${core.url}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: core.people.typeOf(login),
    site_admin: false,
  };
}

/** REST `public-user`: what `GET /user` tells a token of its owner. */
export function ownUserBody(core: Core, login: string) {
  return {
    ...userBody(core, login),
    user_view_type: 'public',
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 1,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}
