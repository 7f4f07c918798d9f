import { request } from 'undici';
import { inject } from 'vitest';
import { startGateway } from '../../gateway/start-gateway.ts';
import { SECRET } from '../gateway/deliver.ts';
import type { World } from './world.ts';

export const JENKINS_TOKEN = 'jenkins-token';

/** A gateway of a world, to which the stand-in for GitHub sends its webhooks. */
export interface TestGateway {
  readonly url: string;
  /** What it said for whoever operates it. */
  readonly lines: readonly string[];
}

/** The environment of `limelight gateway` in a process of its own, over a world's stand-ins. */
export function gatewayEnv({ sandbox, namespace }: World): NodeJS.ProcessEnv {
  return {
    ...sandbox.env,
    TEMPORAL_ADDRESS: inject('temporal').address,
    TEMPORAL_NAMESPACE: namespace,
    GITHUB_WEBHOOK_SECRET: SECRET,
  };
}

/**
 * Lets the stand-in for GitHub send its webhooks, signed, to a URL from now on, as an administrator sets them up.
 */
export async function sendWebhooks({ sandbox }: World, url: string): Promise<void> {
  const { config, github } = sandbox;
  const { statusCode, body } = await request(`${github.url}/repos/${config.github.repository}/hooks`, {
    method: 'POST',
    headers: { authorization: 'token admin-token', 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'web',
      config: { url: `${url}/github`, content_type: 'json', secret: SECRET },
      events: ['*'],
    }),
  });
  const answer = await body.text();
  if (statusCode !== 201) throw new Error(`The webhook was refused: ${statusCode} ${answer}`);
}

/** Runs a gateway over a world's stand-ins as long as `work` takes, with GitHub's webhooks sent to it. */
export async function withWebhooks<T>(
  world: World,
  work: (gateway: TestGateway) => Promise<T>,
  { windowMs }: { readonly windowMs?: number } = {},
): Promise<T> {
  const lines: string[] = [];
  const { config, services, client, journeys } = world;
  const gateway = await startGateway({
    config,
    client,
    journeys,
    storage: services.storage,
    secrets: { webhook: SECRET, jenkins: JENKINS_TOKEN },
    listen: '127.0.0.1:0',
    log: (line) => void lines.push(line),
    ...(windowMs !== undefined && { windowMs }),
  });
  try {
    await sendWebhooks(world, gateway.url);
    return await work({ url: gateway.url, lines });
  } finally {
    await gateway.close();
  }
}
