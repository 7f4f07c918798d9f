import type { GitHubStorage } from '../services/github/github-storage.ts';
import type { Jenkins } from '../services/jenkins/jenkins.ts';
import type { KubernetesDeployment } from '../services/kubernetes/kubernetes-deployment.ts';
import type { NoticeChannel } from '../services/notices/notice-channel.ts';
import type { Registry } from '../services/registry/registry.ts';
import type { RolloutWebhook } from '../services/rollout-webhook/rollout-webhook.ts';

/** Who rolls the images of a stage out. */
export type Deployer =
  | { readonly mode: 'webhook'; readonly webhook: RolloutWebhook }
  | { readonly mode: 'kubernetes'; readonly deployment: KubernetesDeployment };

/**
 * The outside systems as activities reach them. Addresses are looked up by stage name at each call, from the
 * worker's configuration: a renamed Jenkins folder is mended there, and a running journey goes on.
 */
export interface Services {
  readonly storage: GitHubStorage;
  readonly jenkins: Jenkins;
  /** How long a build may run, milliseconds: Jenkins shows some as running for ever. */
  readonly longestBuildMs: number;
  /** Path of a stage's job below the Jenkins root. @throws a `NotFound` failure when the configuration has no such stage. */
  jobOf(stage: string): string;
  /** The registry of a stage. @throws a `NotFound` failure when the configuration has no such stage. */
  registryOf(stage: string): Registry;
  /**
   * Who rolls the images of a stage out.
   *
   * @throws a `NotFound` failure when the configuration has no such stage, or nobody who can be told.
   */
  deployerOf(stage: string): Deployer;
  /**
   * A way to reach people, by its name.
   *
   * @throws a `NotFound` failure when the configuration has none of that name.
   */
  channelOf(name: string): NoticeChannel;
  /** Where a person reads a journey in the Temporal UI; undefined where no UI is configured. */
  journeyUrl(workflowId: string): string | undefined;
}
