import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTemporal } from '../../sandbox/temporal/start-temporal.ts';
import { bundleWorkflows } from '../../worker/workflow-bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporal: { readonly address: string; readonly namespace: string; readonly bundlePath: string };
  }
}

/** One server in memory and one bundle for the whole run: to start and to bundle takes seconds, a test does not. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'limelight-test-'));
  const bundlePath = join(folder, 'workflow-bundle.js');
  const [temporal, { code }] = await Promise.all([startTemporal(), bundleWorkflows()]);
  await writeFile(bundlePath, code);
  project.provide('temporal', { address: temporal.address, namespace: temporal.namespace, bundlePath });
  return async () => {
    await temporal.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
