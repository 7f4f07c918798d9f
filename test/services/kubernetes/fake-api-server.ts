import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificates } from './certificates.ts';

export const TOKEN = 't0ken';
const PATH = '/apis/apps/v1/namespaces/registries/deployments/package-registry';

interface Status {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  conditions?: { type: string; status: string; message: string }[];
}

/**
 * As much of an API server as one Deployment needs, over TLS on loopback: it checks the token and the kind of patch,
 * merges annotations of the pod template, and counts generations as the real one does: a patch that changes nothing
 * makes no new one. Pods move when a test says so, by `status`.
 */
export class FakeApiServer {
  readonly requests: string[] = [];
  readonly patches: unknown[] = [];
  generation = 1;
  replicas: number | undefined = 3;
  annotations: Record<string, string> | undefined = { team: 'registry' };
  status: Status = { observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  /** Answers this instead, once set. */
  instead: { readonly status: number; readonly body: string; readonly location?: string } | undefined;
  readonly #server;

  constructor({ key, cert }: Certificates) {
    this.#server = createServer({ key, cert }, (request, response) => {
      void (async () => {
        const { status, body, location } = await this.#answer(request);
        const more = location === undefined ? {} : { location };
        response.writeHead(status, { 'content-type': 'application/json', ...more }).end(body);
      })();
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** All pods are of the newest template and serve. */
  finish(): void {
    const count = this.replicas ?? 1;
    const counts = { replicas: count, updatedReplicas: count, availableReplicas: count };
    this.status = { observedGeneration: this.generation, ...counts };
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: string; location?: string }> {
    const { method = '', url = '', headers } = request;
    this.requests.push(`${method} ${url}`);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (this.instead !== undefined) return this.instead;
    if (headers.authorization !== `Bearer ${TOKEN}`) return refusal(401, 'Unauthorized');
    if (url.replace(/\?.*/, '') !== PATH)
      return refusal(404, 'deployments.apps "package-registry" not found');
    if (method === 'PATCH') {
      if (headers['content-type'] !== 'application/strategic-merge-patch+json')
        return refusal(415, 'the body of the request was in an unknown format');
      this.#patch(JSON.parse(body) as Patch);
    } else if (method !== 'GET') return refusal(405, 'not allowed');
    return { status: 200, body: JSON.stringify(this.#deployment()) };
  }

  #patch(patch: Patch): void {
    this.patches.push(patch);
    const before = JSON.stringify(this.annotations);
    this.annotations = { ...this.annotations, ...patch.spec.template.metadata.annotations };
    if (JSON.stringify(this.annotations) !== before) this.generation += 1;
  }

  #deployment(): object {
    const metadata = this.annotations === undefined ? {} : { annotations: this.annotations };
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name: 'package-registry', generation: this.generation },
      spec: { replicas: this.replicas, template: { metadata } },
      status: this.status,
    };
  }
}

interface Patch {
  readonly spec: {
    readonly template: { readonly metadata: { readonly annotations: Record<string, string> } };
  };
}

function refusal(code: number, message: string): { status: number; body: string } {
  return { status: code, body: JSON.stringify({ kind: 'Status', status: 'Failure', message, code }) };
}
