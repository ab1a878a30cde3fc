import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defineConfig } from 'vitepress';

import { slugOf } from '../../scripts/docs/markdown.js';

const PAGES = join(import.meta.dirname, 'pages');

export default defineConfig({
  title: 'nestjs-lightapi',
  description: 'One decorated class is the table, the validation and the REST resource.',
  lang: 'en',
  srcDir: '.vitepress/pages',
  cleanUrls: false,
  // Links are checked by scripts/docs/links.js too, which knows anchors.
  ignoreDeadLinks: false,
  markdown: { anchor: { slugify: slugOf }, theme: { light: 'github-light', dark: 'github-dark' } },
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar: JSON.parse(readFileSync(join(PAGES, 'navigation.json'), 'utf8')),
    nav: [
      { text: 'Quickstart', link: '/quickstart' },
      { text: 'Guide', link: '/guide/endpoints' },
      { text: 'Errors', link: '/reference/errors' },
      { text: 'API', link: '/api/' },
    ],
    footer: { message: 'MIT licence' },
  },
});
