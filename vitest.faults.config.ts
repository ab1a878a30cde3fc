import { defineConfig } from 'vitest/config';

/** One file after the other: each measures how long things take on the whole machine. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.fault-spec.ts'],
    globalSetup: ['test/faults/frame/build.setup.ts'],
    reporters: ['default', './test/faults/frame/results.reporter.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 180_000,
    // The short form is run where others work too: what a stalled machine has spoilt is run once more.
    retry: process.env.LIGHTAPI_FAULTS === 'short' ? 1 : 0,
  },
});
