import { api, json, notFound, type JenkinsAnswer } from './jenkins-answer.ts';
import type { JenkinsUser } from './users.ts';

/** Answers who somebody is: `me`, `user/LOGIN` and `whoAmI`. Undefined for every other path. */
export function answerPeople(
  path: string,
  query: URLSearchParams,
  { login }: JenkinsUser,
  root: string,
): JenkinsAnswer | undefined {
  if (path === 'whoAmI/api/json')
    return json({ _class: 'hudson.security.WhoAmI', anonymous: false, authenticated: true, name: login });
  const [, asked] = /^(?:me|user\/([^/]+))\/api\/json$/.exec(path) ?? [];
  if (asked === undefined && path !== 'me/api/json') return undefined;
  // Only who asks is sure to be a user: whoever never came has no record.
  if (asked !== undefined && decodeURIComponent(asked) !== login) return notFound();
  return api(
    {
      _class: 'hudson.model.User',
      absoluteUrl: `${root}/user/${encodeURIComponent(login)}`,
      description: null,
      fullName: login,
      id: login,
      property: [],
    },
    query,
  );
}
