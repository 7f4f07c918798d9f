import { z } from 'zod';
import { invalid, notFound } from './api-error.ts';
import { nodeId, userBody } from './body-user.ts';
import { created, numberOf, ok, page, param, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import type { Deployment, Hook } from './model.ts';
import { readVisibleCommit } from './routes-repository.ts';

const NewHook = z.object({
  config: z.object({
    url: z.url(),
    content_type: z.string().default('form'),
    secret: z.string().optional(),
  }),
  events: z.array(z.string()).default(['push']),
  active: z.boolean().default(true),
});
const NewDeployment = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  environment: z.string().default('production'),
  description: z.string().nullable().default(null),
});
const NewDeploymentStatus = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  description: z.string().default(''),
  target_url: z.string().optional(),
});

/** Webhooks, collaborators, and deployments. */
export function administrationRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/hooks', needs: 'admin', handle: (call) => listHooks(core, call) },
    { method: 'POST', path: '/hooks', needs: 'admin', handle: (call) => createHook(core, call) },
    { method: 'DELETE', path: '/hooks/:id', needs: 'admin', handle: (call) => deleteHook(core, call) },
    { method: 'GET', path: '/collaborators/:login', handle: (call) => isCollaborator(core, call) },
    { method: 'GET', path: '/collaborators/:login/permission', handle: (call) => getPermission(core, call) },
    { method: 'POST', path: '/deployments', handle: (call) => createDeployment(core, call) },
    {
      method: 'POST',
      path: '/deployments/:id/statuses',
      handle: (call) => createDeploymentStatus(core, call),
    },
  ];
}

function listHooks(core: Core, call: Call): Promise<Reply> {
  return page(call, core.state.hooks.all(), async (hook) => hookBody(core, hook));
}

function createHook(core: Core, call: Call): Reply {
  const { config, events, active } = readBody(call, NewHook);
  if (core.state.hooks.of(config.url).length > 0)
    throw invalid('Hook', { code: 'custom', message: 'Hook already exists on this repository' });
  const hook = core.state.hooks.put({
    id: core.state.nextId(),
    url: config.url,
    secret: config.secret ?? null,
    contentType: config.content_type,
    events,
    active,
    createdAt: new Date().toISOString(),
  });
  return created(hookBody(core, hook));
}

function deleteHook(core: Core, call: Call): Reply {
  if (!core.state.hooks.delete(numberOf(call, 'id'))) throw notFound();
  return { status: 204 };
}

function hookBody(core: Core, hook: Hook) {
  const url = `${core.apiUrl}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: {
      url: hook.url,
      content_type: hook.contentType,
      insecure_ssl: '0',
      ...(hook.secret !== null && { secret: '********' }),
    },
    updated_at: hook.createdAt,
    created_at: hook.createdAt,
    url,
    test_url: `${url}/tests`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: { code: null, status: 'unused', message: null },
  };
}

function getPermission(core: Core, call: Call): Reply {
  const login = param(call, 'login');
  if (!core.people.knows(login)) throw notFound();
  const permission = core.people.permission(login);
  return ok({ permission, role_name: permission, user: { ...userBody(core, login), role_name: permission } });
}

function isCollaborator(core: Core, call: Call): Reply {
  if (!core.people.may(param(call, 'login'), 'read')) throw notFound();
  return { status: 204 };
}

async function createDeployment(core: Core, call: Call): Promise<Reply> {
  const { ref, task, environment, description } = readBody(call, NewDeployment);
  const sha = (await readVisibleCommit(core, ref)).oid;
  const createdAt = new Date().toISOString();
  const id = core.state.nextId();
  const creator = call.identity.login;
  const deployment = { id, sha, ref, task, environment, description, creator, createdAt };
  return created(deploymentBody(core, core.state.deployments.put(deployment)));
}

function deploymentBody(core: Core, deployment: Deployment) {
  const url = `${core.apiUrl}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userBody(core, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: core.apiUrl,
  };
}

function createDeploymentStatus(core: Core, call: Call): Reply {
  const deployment = core.state.deployments.get(numberOf(call, 'id'));
  if (deployment === undefined) throw notFound();
  const { state, description, target_url: target = core.url } = readBody(call, NewDeploymentStatus);
  const url = `${core.apiUrl}/deployments/${deployment.id}`;
  const id = core.state.nextId();
  const now = new Date().toISOString();
  return created({
    url: `${url}/statuses/${id}`,
    id,
    node_id: nodeId('DeploymentStatus', id),
    state,
    creator: userBody(core, call.identity.login),
    description,
    environment: deployment.environment,
    target_url: target,
    created_at: now,
    updated_at: now,
    deployment_url: url,
    repository_url: core.apiUrl,
  });
}
