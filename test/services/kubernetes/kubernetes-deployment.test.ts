import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { KubernetesAnswerUnexpected } from '../../../services/kubernetes/kubernetes-answer-unexpected.ts';
import {
  KubernetesDeployment,
  type KubernetesDeploymentOptions,
} from '../../../services/kubernetes/kubernetes-deployment.ts';
import { KubernetesError } from '../../../services/kubernetes/kubernetes-error.ts';
import { KubernetesUnreachable } from '../../../services/kubernetes/kubernetes-unreachable.ts';
import { hasOpenssl, makeCertificates, type Certificates } from './certificates.ts';
import { FakeApiServer, TOKEN } from './fake-api-server.ts';

const PATH = '/apis/apps/v1/namespaces/registries/deployments/package-registry';

describe.skipIf(!hasOpenssl())(
  'a Deployment (skipped where there is no openssl to make a certificate)',
  () => {
    let ours: Certificates;
    beforeAll(() => {
      ours = makeCertificates('ours');
    });

    async function serverWith(change: Partial<KubernetesDeploymentOptions> = {}) {
      const server = new FakeApiServer(ours);
      const apiUrl = await server.listen();
      onTestFinished(() => server.close());
      const deployment = new KubernetesDeployment({
        apiUrl,
        namespace: 'registries',
        deployment: 'package-registry',
        token: TOKEN,
        ca: ours.ca,
        ...change,
      });
      return { server, deployment };
    }

    it('is restarted by an annotation of its pod template, and by nothing else', async () => {
      const { server, deployment } = await serverWith();
      const look = await deployment.rollOut(42);
      expect(server.requests).toEqual([`PATCH ${PATH}?fieldManager=limelight`]);
      expect(server.patches).toEqual([
        { spec: { template: { metadata: { annotations: { 'limelight.dev/build': '42' } } } } },
      ]);
      expect(server.annotations).toEqual({ team: 'registry', 'limelight.dev/build': '42' });
      expect(look).toMatchObject({ build: 42, complete: false });
    });

    it('is not restarted again for the same build', async () => {
      const { server, deployment } = await serverWith();
      await deployment.rollOut(42);
      server.finish();
      expect(await deployment.rollOut(42)).toMatchObject({ complete: true });
      expect(server.generation).toBe(2);
      await deployment.rollOut(43);
      expect(server.generation).toBe(3);
    });

    it('is followed until all pods are new and serve', async () => {
      const { server, deployment } = await serverWith();
      await deployment.rollOut(42);
      const said: string[] = [];
      const see = async (status: FakeApiServer['status']): Promise<void> => {
        server.status = status;
        const { complete, sentence } = await deployment.look();
        said.push(`${complete ? 'complete' : 'waiting'}: ${sentence}`);
      };
      await see({ observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3 });
      await see({ observedGeneration: 2, replicas: 3 });
      await see({ observedGeneration: 2, replicas: 4, updatedReplicas: 2, availableReplicas: 3 });
      await see({ observedGeneration: 2, replicas: 4, updatedReplicas: 3, availableReplicas: 4 });
      await see({ observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 2 });
      await see({ observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 });
      expect(said).toEqual([
        'waiting: the change of the Deployment is not observed yet',
        'waiting: 0 of 3 pods have the new image',
        'waiting: 2 of 3 pods have the new image',
        'waiting: 1 old pods are still there',
        'waiting: 2 of 3 new pods serve',
        'complete: all 3 pods have the new image and serve',
      ]);
    });

    it('tells why it does not come on, and that no pods prove nothing', async () => {
      const { server, deployment } = await serverWith();
      const message = 'ReplicaSet "package-registry-7d" has timed out progressing.';
      server.status = {
        observedGeneration: 1,
        replicas: 4,
        updatedReplicas: 1,
        conditions: [{ type: 'Progressing', status: 'False', message }],
      };
      expect(await deployment.look()).toMatchObject({
        complete: false,
        sentence: `1 of 3 pods have the new image; ${message}`,
      });
      server.replicas = 0;
      server.finish();
      expect(await deployment.look()).toMatchObject({ complete: false });
    });

    it('may have no annotations, no status and no count of pods yet', async () => {
      const { server, deployment } = await serverWith();
      server.annotations = undefined;
      server.replicas = undefined;
      server.status = {};
      expect(await deployment.look()).toMatchObject({ build: null, complete: false });
      server.finish();
      expect(await deployment.look()).toMatchObject({ build: null, complete: true });
    });

    it('is never spoken to without the right authority', async () => {
      const { server, deployment } = await serverWith({ ca: makeCertificates('another').ca });
      const error = await deployment.rollOut(42).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(KubernetesUnreachable);
      expect(String(error)).toMatch(/no answer: .*(certificate|self.signed)/i);
      expect(server.requests).toEqual([]);
    });

    it('refuses a wrong token, in the words of the API server and without the token', async () => {
      const { server, deployment } = await serverWith({ token: 'wr0ng' });
      const error = await deployment.rollOut(42).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(KubernetesError);
      expect(error).toMatchObject({ status: 401, operation: 'rollOut' });
      expect(String(error)).toMatch(/^KubernetesError: \[PATCH\] ".*": 401 Unauthorized: Unauthorized$/);
      expect(JSON.stringify(error) + String(error)).not.toContain('wr0ng');
      expect(server.patches).toEqual([]);
    });

    it('may not be there', async () => {
      const { deployment } = await serverWith({ namespace: 'elsewhere' });
      await expect(deployment.look()).rejects.toMatchObject({
        status: 404,
        message: expect.stringContaining('404 Not Found: deployments.apps "package-registry" not found'),
      });
    });

    it.each([
      ['a page for people', 200, '<html><title>Sign in</title></html>'],
      ['another object', 200, '{"kind":"Status","metadata":{}}'],
      ['half of a Deployment', 200, '{"kind":"Deployment","metadata":{"generation":1}}'],
    ])('does not take %s for a Deployment', async (_what, status, body) => {
      const { server, deployment } = await serverWith();
      server.instead = { status, body };
      await expect(deployment.look()).rejects.toBeInstanceOf(KubernetesAnswerUnexpected);
    });

    it('does not carry its token to where a redirect leads', async () => {
      const { server, deployment } = await serverWith();
      server.instead = { status: 307, body: '', location: 'https://127.0.0.1/elsewhere' };
      await expect(deployment.look()).rejects.toMatchObject({
        status: 307,
        message: expect.stringContaining('it leads to https://127.0.0.1/elsewhere'),
      });
      expect(server.requests).toHaveLength(1);
    });
  },
);
