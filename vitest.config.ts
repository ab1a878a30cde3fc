import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The code of the documents imports the library by its name.
  resolve: {
    alias: [{ find: /^nestjs-lightapi$/, replacement: `${import.meta.dirname}/lib/index.ts` }],
  },
  test: {
    include: ['lib/**/*.spec.ts', 'test/**/*.spec.ts', 'test/**/*.e2e-spec.ts'],
    pool: 'forks',
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
