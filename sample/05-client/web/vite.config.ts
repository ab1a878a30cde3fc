import { defineConfig } from 'vite';

export default defineConfig({
  // `npx vite sample/05-client/web` reloads the page as it is edited; the sample answers the rest.
  server: { proxy: { '/books': 'http://127.0.0.1:8000' } },
  build: {
    outDir: '../../dist/05-client/web',
    // A tab that is open still asks for the files of the last build.
    emptyOutDir: false,
  },
});
