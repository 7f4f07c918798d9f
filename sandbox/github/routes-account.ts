import { ApiError, notFound } from './api-error.ts';
import { ownUserBody, userBody } from './body-user.ts';
import { appBody } from './body-reports.ts';
import { rootBody } from './body-root.ts';
import { created, numberOf, ok, page, param, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import { APP_SLUG } from './people.ts';
import type { RateLimits } from './rate-limits.ts';

const INSTALLATION = 1;
const HOUR_MS = 3_600_000;

/** What belongs to the caller and not to the repository: who it is, what it may still ask, the App it may be. */
export function accountRoutes(core: Core, rates: RateLimits): Route[] {
  return [
    {
      method: 'GET',
      path: '/user',
      needs: 'none',
      handle: ({ identity }) => ok(ownUserBody(core, identity.login)),
    },
    { method: 'GET', path: '/users/:login', needs: 'none', handle: (call) => getUser(core, call) },
    // What there is, by name: clients ask it to see whether a token is good.
    { method: 'GET', path: '/', needs: 'none', handle: () => ok(rootBody(core)) },
    {
      method: 'GET',
      path: '/rate_limit',
      needs: 'none',
      handle: ({ identity }) => rateLimit(rates, identity.login),
    },
    { method: 'GET', path: '/app', needs: 'none', handle: (call) => getApp(core, call) },
    {
      method: 'GET',
      path: '/app/installations',
      needs: 'none',
      handle: (call) => listInstallations(core, call),
    },
    {
      method: 'POST',
      path: '/app/installations/:id/access_tokens',
      needs: 'none',
      handle: (call) => createToken(core, call),
    },
  ];
}

/** The installation of the App on the repository: its path lies under the repository, its caller is the App. */
export function installationRoute(core: Core, path: string): Route {
  return {
    method: 'GET',
    path,
    needs: 'none',
    handle: (call) => {
      checkApp(call);
      return ok(installationBody(core));
    },
  };
}

function getUser(core: Core, call: Call): Reply {
  const login = param(call, 'login');
  if (!core.people.knows(login) && login !== core.owner) throw notFound();
  return ok(ownUserBody(core, login));
}

function rateLimit(rates: RateLimits, login: string): Reply {
  const rate = rates.read(login);
  return ok({ resources: { core: rate, graphql: rate, search: rate }, rate });
}

function getApp(core: Core, call: Call): Reply {
  checkApp(call);
  return ok(appBody(core));
}

function listInstallations(core: Core, call: Call): Promise<Reply> {
  checkApp(call);
  return page(call, [installationBody(core)], async (body) => body);
}

function createToken(core: Core, call: Call): Reply {
  checkApp(call);
  if (numberOf(call, 'id') !== INSTALLATION) throw notFound();
  return created({
    token: core.people.issueInstallationToken(),
    expires_at: new Date(Date.now() + HOUR_MS).toISOString(),
    permissions: appBody(core).permissions,
    repository_selection: 'selected',
  });
}

function checkApp({ identity }: Call): void {
  if (identity.kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded');
}

function installationBody(core: Core) {
  const { permissions, events, created_at, updated_at } = appBody(core);
  return {
    id: INSTALLATION,
    // The document wants an account that is a user and an enterprise at once.
    account: { ...userBody(core, core.owner), name: core.owner, slug: core.owner, created_at, updated_at },
    repository_selection: 'selected',
    access_tokens_url: `${core.url}/app/installations/${INSTALLATION}/access_tokens`,
    repositories_url: `${core.url}/installation/repositories`,
    html_url: `${core.url}/settings/installations/${INSTALLATION}`,
    app_id: 1,
    app_slug: APP_SLUG,
    target_id: core.people.idOf(core.owner),
    target_type: 'User',
    permissions,
    events,
    created_at,
    updated_at,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
