import { Agent } from 'undici';
import { Http, type CallOptions } from '../http.ts';
import { parseJson } from '../json.ts';
import type { Call } from '../unreachable.ts';
import {
  BUILD_ANNOTATION,
  deploymentAnswer,
  readDeployment,
  type DeploymentLook,
} from './deployment-look.ts';
import { KubernetesAnswerUnexpected } from './kubernetes-answer-unexpected.ts';
import { KubernetesError } from './kubernetes-error.ts';
import { KubernetesUnreachable } from './kubernetes-unreachable.ts';

export interface KubernetesDeploymentOptions extends CallOptions {
  /** The root of the API server. */
  readonly apiUrl: string;
  readonly namespace: string;
  /** The name of the Deployment. */
  readonly deployment: string;
  /** A bearer token; of a service account as a rule. */
  readonly token: string;
  /** The authority (PEM) that the API server's certificate must be of; no other is trusted. */
  readonly ca: string;
}

/**
 * One Deployment of a Kubernetes cluster, by its API server (https://kubernetes.io/docs/reference/using-api/).
 *
 * All methods throw {@link KubernetesUnreachable} without an answer, {@link KubernetesError} for another status than
 * 200, {@link KubernetesAnswerUnexpected} for a success that makes no sense.
 */
export class KubernetesDeployment {
  readonly #options: KubernetesDeploymentOptions;
  readonly #http: Http;

  constructor(options: KubernetesDeploymentOptions) {
    this.#options = options;
    this.#http = new Http(options, KubernetesUnreachable, new Agent({ connect: { ca: options.ca } }));
  }

  /**
   * Lets all pods be made anew, as `kubectl rollout restart` does, by an annotation of the pod template. The same
   * build once more changes nothing.
   */
  async rollOut(build: number): Promise<DeploymentLook> {
    const metadata = { annotations: { [BUILD_ANNOTATION]: String(build) } };
    return this.#ask({
      ...this.#describe('rollOut', 'PATCH'),
      body: JSON.stringify({ spec: { template: { metadata } } }),
    });
  }

  /** How far it has come. */
  async look(): Promise<DeploymentLook> {
    return this.#ask(this.#describe('look', 'GET'));
  }

  #describe(operation: string, method: 'GET' | 'PATCH'): Call {
    const { apiUrl, namespace, deployment, token } = this.#options;
    const query = method === 'PATCH' ? '?fieldManager=limelight' : '';
    const path = `apis/apps/v1/namespaces/${namespace}/deployments/${deployment}${query}`;
    return {
      operation,
      method,
      url: new URL(path, `${apiUrl.replace(/\/+$/, '')}/`),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(method === 'PATCH' && { 'content-type': 'application/strategic-merge-patch+json' }),
      },
    };
  }

  async #ask(call: Call): Promise<DeploymentLook> {
    const answer = await this.#http.fetchText(call);
    if (answer.status !== 200) throw new KubernetesError(call, answer);
    const refuse = (why: string, cause: unknown) => new KubernetesAnswerUnexpected(call, why, { cause });
    return readDeployment(parseJson(answer.text, deploymentAnswer, refuse));
  }
}
