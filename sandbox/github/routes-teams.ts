import { notFound } from './api-error.ts';
import { userBody } from './body-user.ts';
import { ok, page, param, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';

/** Teams of organizations. A team that is not there is the same as one that the caller may not see: 404. */
export function teamRoutes(core: Core): Route[] {
  return [
    {
      method: 'GET',
      path: '/orgs/:org/teams/:team/members',
      needs: 'none',
      handle: (call) => page(call, membersOf(core, call), async (login) => userBody(core, login)),
    },
    {
      method: 'GET',
      path: '/orgs/:org/teams/:team/memberships/:login',
      needs: 'none',
      handle: (call) => getMembership(core, call),
    },
  ];
}

function membersOf(core: Core, call: Call): readonly string[] {
  const members = core.people.teamMembers(`${param(call, 'org')}/${param(call, 'team')}`);
  if (members === undefined) throw notFound();
  return members;
}

function getMembership(core: Core, call: Call): Reply {
  const login = param(call, 'login').toLowerCase();
  if (!membersOf(core, call).some((member) => member.toLowerCase() === login)) throw notFound();
  const url = `${core.url}/orgs/${param(call, 'org')}/teams/${param(call, 'team')}/memberships/${login}`;
  return ok({ url, role: 'member', state: 'active' });
}
