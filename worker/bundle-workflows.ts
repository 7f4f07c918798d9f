// The last step of the build: the worker then starts without a bundler.
import { writeFile } from 'node:fs/promises';
import { builtBundlePath, bundleWorkflows } from './workflow-bundle.ts';

const { code } = await bundleWorkflows();
await writeFile(builtBundlePath(), code);
console.log(`${builtBundlePath()}: ${Math.round(code.length / 1024)} KiB`);
