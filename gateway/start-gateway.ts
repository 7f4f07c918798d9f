import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Journeys } from '../client/journeys.ts';
import { Publishers } from '../client/publishers.ts';
import { digestPicture } from '../domain/change-picture.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import type { Config } from '../worker/config.ts';
import { DEFAULT_GATEWAY } from '../worker/config-schema.ts';
import type { GatewaySecrets } from '../worker/gateway-secrets.ts';
import { CommitDirectory } from './commit-directory.ts';
import { Counters } from './counters.ts';
import { serveGateway, type GatewayServer } from './gateway-server.ts';
import { GitHubDeliveries } from './github-deliveries.ts';
import { JenkinsNotifications } from './jenkins-notifications.ts';
import { PublisherWaker } from './publisher-waker.ts';
import { PullRequestWaker } from './pull-request-waker.ts';
import { Waking } from './waking.ts';

/** What a gateway is made of. */
export interface GatewayParts {
  readonly config: Pick<Config, 'gateway' | 'github' | 'pipeline' | 'temporal'>;
  readonly secrets: GatewaySecrets;
  readonly storage: Pick<GitHubStorage, 'pictureChange' | 'pullRequestsOfCommit'>;
  readonly client: Client;
  readonly journeys: Pick<Journeys, 'list' | 'nudge'>;
  /** `HOST:PORT` in place of the configuration's. */
  readonly listen?: string | undefined;
  /** Takes one line for whoever operates it. */
  readonly log: (line: string) => void;
  /** Milliseconds within which all that is heard of one thing shares one more look; 5,000 unless given. */
  readonly windowMs?: number;
}

const MOST_COMMITS = 10_000;
/** How long Temporal may take to answer whoever probes. */
const PATIENCE_MS = 2_000;

/**
 * Starts to listen for what GitHub and Jenkins send, and wakes the workflows that it concerns. It starts none, and it
 * keeps nothing: after a restart the first delivery for each pull request costs a look that may be needless.
 *
 * @returns what ends it: what was taken until then is worked off.
 * @throws the system's error when the address is taken.
 */
export async function startGateway(parts: GatewayParts): Promise<GatewayServer> {
  const { config, secrets, storage, client, journeys, log, windowMs } = parts;
  const { gateway = DEFAULT_GATEWAY, github, pipeline, temporal } = config;
  const counters = new Counters();
  const look = async (number: number): Promise<string> => {
    const picture = await storage.pictureChange(number);
    return picture === null ? 'gone' : digestPicture(picture);
  };
  const waking = new Waking({
    pipeline,
    counters,
    log,
    commits: new CommitDirectory((sha) => storage.pullRequestsOfCommit(sha), MOST_COMMITS),
    pullRequests: new PullRequestWaker({ journeys, look, counters, log }),
    publishers: new PublisherWaker({
      publishers: new Publishers({ client, taskQueue: temporal.taskQueue }),
      counters,
      log,
    }),
    ...(windowMs !== undefined && { windowMs }),
  });
  const server = await serveGateway({
    listen: parts.listen ?? gateway.listen,
    github: new GitHubDeliveries({ secret: secrets.webhook, repository: github.repository, waking }),
    jenkins: new JenkinsNotifications({ token: secrets.jenkins, pipeline, waking }),
    counters,
    findTrouble: () => findTrouble(client),
    log,
  });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await waking.close();
    },
  };
}

async function findTrouble(client: Client): Promise<string | undefined> {
  const asked = client.connection.workflowService.getSystemInfo({}).then(
    () => undefined,
    (error: Error) => `Temporal does not answer: ${error.message}`,
  );
  const late = `Temporal does not answer within ${PATIENCE_MS} ms.`;
  return Promise.race([asked, delay(PATIENCE_MS, late, { ref: false })]);
}
