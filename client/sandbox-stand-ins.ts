import type { Config } from '../worker/config.ts';
import { SandboxSilent } from './errors/sandbox-silent.ts';

/** A stand-in that runs. */
export interface StandIn {
  /** `github`, `jenkins`, or `registry/STAGE`. */
  readonly name: string;
  readonly url: string;
}

/** What the control endpoint of a stand-in said. */
export interface ControlAnswer {
  /** It was asked for something that it does not do; `message` of the body says why. */
  readonly isRefused: boolean;
  readonly body: unknown;
}

/** The stand-ins of the sandbox that a configuration names. */
export function standInsOf({
  github,
  jenkins,
  addresses,
}: Pick<Config, 'github' | 'jenkins' | 'addresses'>): readonly StandIn[] {
  return [
    { name: 'github', url: github.apiUrl },
    { name: 'jenkins', url: jenkins.url },
    ...[...addresses].map(([stage, { registry }]) => ({ name: `registry/${stage}`, url: registry })),
  ];
}

/**
 * Asks a stand-in's control endpoint.
 *
 * @param what - what lies below `/__control/`, with its query.
 * @throws SandboxSilent where nothing answers, or no stand-in.
 */
export async function askStandIn(
  { name, url }: StandIn,
  method: 'GET' | 'POST' | 'DELETE',
  what: string,
  sent?: unknown,
): Promise<ControlAnswer> {
  // Only a sandbox listens on loopback: a real service is never asked.
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname))
    throw new SandboxSilent(name, url);
  try {
    const answer = await fetch(`${url}/__control/${what}`, {
      method,
      ...(sent !== undefined && { body: JSON.stringify(sent) }),
    });
    const body: unknown = await answer.json();
    const isRefused = answer.status === 400 || answer.status === 422;
    if (!answer.ok && !isRefused) throw new SandboxSilent(name, url);
    return { isRefused, body };
  } catch (error) {
    if (error instanceof SandboxSilent) throw error;
    throw new SandboxSilent(name, url, { cause: error });
  }
}
