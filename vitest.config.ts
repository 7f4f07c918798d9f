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
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A port that somebody else took meanwhile fails no run: what fails twice does.
    retry: process.env['CI'] === undefined ? 0 : 1,
    // What is polled for comes when a busy machine gets round to it.
    expect: { poll: { timeout: 40_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: temporal } },
      {
        extends: true,
        test: { name: 'temporal', include: temporal, globalSetup: ['test/setup/global-temporal.ts'] },
      },
    ],
  },
});
