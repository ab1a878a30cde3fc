import { defineConfig } from 'rolldown';

/**
 * The library in some twenty files: of its five hundred, an application with one endpoint would spend a tenth of
 * its start to find and to load each (docs/decisions/0047-what-a-start-costs.md).
 */
export default defineConfig({
  input: {
    index: 'lib/index.ts',
    'testing/index': 'lib/testing/index.ts',
    'cli/main': 'lib/cli/main.ts',
  },
  tsconfig: 'tsconfig.build.json',
  platform: 'node',
  // Packages: not what is in a folder, nor what the compiler needs for decorators.
  external: /^(?![\0./]|[A-Za-z]:[\\/]|@oxc-project\/)/,
  treeshake: false,
  output: {
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    keepNames: true,
    minifyInternalExports: false,
    // Who runs Node with --enable-source-maps sees the files of lib/ in stack traces.
    sourcemap: true,
    sourcemapExcludeSources: true,
  },
});
