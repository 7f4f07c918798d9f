import { rm } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import type { Services } from '../../activities/services.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';

/** A sandbox whose CI and builds are quick, and services over it, until the test ends. */
export async function sandboxServices(
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; services: Services }> {
  const ci: SandboxOptions['ci'] = { delayMs: 0, verdict: () => 'success', contexts: ['lint'] };
  const sandbox = await startSandbox({ ci, quietPeriodMs: 10, buildMs: 50, ...options });
  onTestFinished(async () => {
    await sandbox.close();
    await rm(sandbox.dataDir, { recursive: true, force: true });
  });
  const { config, env } = sandbox;
  const secrets = readSecrets(config, env);
  return { sandbox, services: createServices({ config, secrets, namespace: 'default' }) };
}
