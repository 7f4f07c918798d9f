// The worker process: `node dist/worker/main.js [limelight.yaml]`. What goes wrong escapes, with exit code 1.
import { loadConfig } from './config.ts';
import { runWorker } from './run-worker.ts';

await runWorker(await loadConfig(process.argv[2] ?? 'limelight.yaml'));
