import { defineConfig } from 'rolldown';

/**
 * The library in a dozen files: of its five hundred, a start would spend a tenth of its time to find and to
 * load each (docs/decisions/0047-what-a-start-costs.md). Names and regions stay readable in stack traces.
 */
export default defineConfig({
  input: {
    index: 'lib/index.ts',
    'testing/index': 'lib/testing/index.ts',
    'cli/main': 'lib/cli/main.ts',
    // For scripts/schema.js.
    'config/config.schema': 'lib/config/config.schema.ts',
  },
  tsconfig: 'tsconfig.build.json',
  platform: 'node',
  // All packages; what decorators need of the compiler's is in the files.
  external: /^(?![\0.\/]|@oxc-project\/)/,
  treeshake: false,
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    keepNames: true,
  },
});
