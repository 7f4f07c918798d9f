import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { askPerson } from '../activities/failures.ts';
import type { Deployer } from '../activities/services.ts';
import { FailureType } from '../domain/failure-types.ts';
import type { CallOptions } from '../services/http.ts';
import { KubernetesDeployment } from '../services/kubernetes/kubernetes-deployment.ts';
import { RolloutWebhook } from '../services/rollout-webhook/rollout-webhook.ts';
import type { Config } from './config.ts';
import type { DeployAddress } from './deploy-config.ts';
import type { Secrets } from './secrets.ts';

interface DeployersOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly optionsFor: (service: string) => CallOptions;
}

/** Those who roll images out, by stage. Each is made at its first use: commands that only look need no CA file. */
export class Deployers {
  readonly #options: DeployersOptions;
  readonly #made = new Map<string, Deployer>();

  constructor(options: DeployersOptions) {
    this.#options = options;
  }

  /** @throws a `NotFound` failure when nobody can be told, or the file with the authority cannot be read. */
  of(stage: string, address: DeployAddress | undefined): Deployer {
    const deployer = this.#made.get(stage) ?? this.#make(stage, address);
    this.#made.set(stage, deployer);
    return deployer;
  }

  #make(stage: string, address: DeployAddress | undefined): Deployer {
    const { config, secrets, optionsFor } = this.#options;
    if (address === undefined) {
      const sentence = `${config.file} names nobody who rolls out ${stage}: give its "deploy" the mode webhook or kubernetes, restart the worker, and retry; or roll out by hand and say \`limelight deployed ${stage} --build N\`.`;
      throw askPerson(FailureType.notFound, sentence);
    }
    const { secret = '', token = '', ca } = secrets.rollOuts[stage] ?? {};
    if (address.mode === 'webhook') {
      const { mode, url } = address;
      return { mode, webhook: new RolloutWebhook({ url, secret, ...optionsFor('webhook') }) };
    }
    const { mode, apiUrl, namespace, deployment, caFile = '' } = address;
    const options = { apiUrl, namespace, deployment, token, ca: ca ?? this.#readAuthority(caFile) };
    return { mode, deployment: new KubernetesDeployment({ ...options, ...optionsFor('kubernetes') }) };
  }

  /** A path that is not absolute is taken from where the configuration is. */
  #readAuthority(caFile: string): string {
    const { file } = this.#options.config;
    try {
      return readFileSync(resolve(dirname(file), caFile), 'utf8');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw askPerson(
        FailureType.notFound,
        `the caFile of ${file} cannot be read: ${why}; mend it and retry`,
        error,
      );
    }
  }
}
