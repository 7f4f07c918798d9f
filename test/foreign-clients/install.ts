import { installClients } from './foreign-clients.ts';

// Whoever runs all that can run on this machine asks this first: it ends with 1, and the reason, where it cannot.
try {
  await installClients();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
