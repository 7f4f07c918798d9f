import { askPerson } from '../activities/failures.ts';
import type { Services } from '../activities/services.ts';
import { FailureType } from '../domain/failure-types.ts';
import { GitHubStorage } from '../services/github/github-storage.ts';
import { Jenkins } from '../services/jenkins/jenkins.ts';
import { Registry } from '../services/registry/registry.ts';
import type { CountCall } from './call-metrics.ts';
import type { Config } from './config.ts';
import { Deployers } from './deployers.ts';
import { createChannels } from './notice-channels.ts';
import type { Secrets } from './secrets.ts';

/** What the services are made of. */
export interface Wiring {
  readonly config: Config;
  readonly secrets: Secrets;
  /** The Temporal namespace, for links to journeys. */
  readonly namespace: string;
  readonly countCall?: CountCall;
  /** Asked at each call: what ends it early. */
  readonly signal?: () => AbortSignal | undefined;
}

/** Makes the clients of the outside systems, as activities (and the commands that only look) use them. */
export function createServices({ config, secrets, namespace, countCall, signal }: Wiring): Services {
  const { github, jenkins, temporal, addresses } = config;
  const optionsFor = (service: string) => ({
    ...(countCall !== undefined && {
      onCall: (operation: string, status: number | 'unreachable') => countCall(service, operation, status),
    }),
    ...(signal !== undefined && { signal }),
  });
  const deployers = new Deployers({ config, secrets, optionsFor });
  const places = new Map(
    [...addresses].map(([stage, { job, registry: url, deploy }]) => [
      stage,
      { job, deploy, registry: new Registry({ url, ...optionsFor('registry') }) },
    ]),
  );
  const placeOf = (stage: string) => {
    const place = places.get(stage);
    if (place !== undefined) return place;
    const known = [...addresses.keys()].join(', ');
    throw askPerson(
      FailureType.notFound,
      `${config.file} has no stage "${stage}" (it has ${known}): add it there, restart the worker, and retry.`,
    );
  };
  const storage = new GitHubStorage({
    apiUrl: github.apiUrl,
    repository: github.repository,
    auth: secrets.github,
    mergeMethod: github.mergeMethod,
    ...optionsFor('github'),
  });
  return {
    storage,
    jenkins: new Jenkins({ url: jenkins.url, ...secrets.jenkins, ...optionsFor('jenkins') }),
    longestBuildMs: config.longestBuildMs,
    jobOf: (stage) => placeOf(stage).job,
    registryOf: (stage) => placeOf(stage).registry,
    deployerOf: (stage) => deployers.of(stage, placeOf(stage).deploy),
    channelOf: createChannels({ config, secrets, storage, optionsFor }),
    journeyUrl: (workflowId) =>
      temporal.uiUrl === undefined
        ? undefined
        : `${temporal.uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`,
  };
}
