import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** Beside the compiled code: `dist/workflow-bundle.js`. There is none beside the source. */
const BUILT_BUNDLE = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const WORKFLOWS = fileURLToPath(new URL(`../workflows/index.${EXTENSION}`, import.meta.url));

/** Where the build writes the bundle, and where the compiled worker finds it. */
export function builtBundlePath(): string {
  return BUILT_BUNDLE;
}

/**
 * Bundles the workflows for the worker's sandbox. Takes some seconds.
 *
 * @throws the bundler's error when workflow code imports what it must not, such as a Node builtin.
 */
export async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('WARN') });
}

/** The built bundle where the code is compiled, else one that is made now from the source. */
export async function findWorkflowBundle(): Promise<{ codePath: string } | WorkflowBundleWithSourceMap> {
  return existsSync(BUILT_BUNDLE) ? { codePath: BUILT_BUNDLE } : bundleWorkflows();
}
