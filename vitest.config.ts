import { defineConfig } from 'vitest/config';

/** Whatever needs a real Temporal server: it starts once for all of these files. */
const temporal = ['test/{workflows,replay,e2e}/**/*.test.ts', 'test/**/*.temporal.test.ts'];

export default defineConfig({
  test: {
    // The SDK's core is a native addon; threads would share it.
    pool: 'forks',
    // Nothing of ours keeps state between files, and to load everything anew for each takes longer than the tests.
    isolate: false,
    restoreMocks: true,
    // They wait for most of their time.
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is polled for comes when a busy machine gets round to it.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: temporal } },
      {
        extends: true,
        test: { name: 'temporal', include: temporal, globalSetup: ['test/setup/global-temporal.ts'] },
      },
    ],
  },
});
