import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

import { Links } from './links.js';
import { mapLinks, titleOf } from './markdown.js';
import { navigationOf } from './navigation.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where VitePress reads the pages. */
export const PAGES = join(ROOT, 'docs', '.vitepress', 'pages');

/** What the first page says before the README. */
const HERO = `---
layout: home
hero:
  name: nestjs-lightapi
  text: One class is the API
  tagline: One decorated class is the table, the validation and the REST resource. NestJS on Fastify, MikroORM, SQLite and PostgreSQL.
  actions:
    - { theme: brand, text: Quickstart, link: /quickstart }
    - { theme: alt, text: Tutorial, link: /tutorial/ }
    - { theme: alt, text: Guide, link: /guide/endpoints }
---
`;

/** The folders of Markdown, and where their pages are on the site. */
const SOURCES = [
  { glob: 'README.md', page: () => 'index.md' },
  { glob: 'CHANGELOG.md', page: () => 'changelog.md' },
  { glob: '{CONTRIBUTING,SECURITY}.md', page: (file) => file.toLowerCase() },
  { glob: 'sample/*/README.md', page: (file) => `samples/${file.split('/')[1]}.md` },
  { glob: 'charts/*/README.md', page: (file) => `charts/${file.split('/')[1]}.md` },
  { glob: 'bench/README.md', page: () => 'bench.md' },
  { glob: 'docs/**/*.md', page: docsPage },
];

/** Copies the documents to where the site is built from, and checks every link. */
export function assemble() {
  const pages = new Map(SOURCES.flatMap(({ glob, page }) => found(glob).map((f) => [f, page(f)])));
  const links = new Links(ROOT, pages);
  const titles = new Map();
  rmSync(PAGES, { recursive: true, force: true });
  for (const [file, page] of pages) {
    const markdown = readFileSync(join(ROOT, file), 'utf8');
    titles.set(page, titleOf(markdown));
    const text = mapLinks(markdown, (link) => links.follow(file, link));
    writePage(page, page === 'index.md' ? HERO + withoutTitle(text) : text);
  }
  if (links.dead.length > 0) throw new Error(`Dead links:\n${links.dead.join('\n')}`);
  for (const source of links.sources) writePage(`source/${source}.md`, sourcePage(source));
  writePage('decisions/index.md', indexOf('decisions', 'Decisions', titles));
  writeFileSync(join(PAGES, 'navigation.json'), JSON.stringify(navigationOf(titles), null, 2));
}

function docsPage(file) {
  if (file === 'docs/README.md') return 'documentation.md';
  return file.slice('docs/'.length).replace(/README\.md$/, 'index.md');
}

function found(glob) {
  const exclude = (name) => name === 'node_modules' || name === '.vitepress';
  return globSync(glob, { cwd: ROOT, exclude })
    .filter((f) => !f.includes('.vitepress'))
    .sort();
}

/** The README begins with what the hero says. */
function withoutTitle(readme) {
  return `\n${readme.slice(readme.indexOf('\n```sh'))}`;
}

function sourcePage(file) {
  const code = readFileSync(join(ROOT, file), 'utf8');
  const language = extname(file).slice(1) || 'text';
  const fence = '````';
  return `---\nsearch: false\n---\n\n# ${file}\n\n${fence}${language}\n${code.trimEnd()}\n${fence}\n`;
}

function indexOf(folder, title, titles) {
  const items = [...titles].filter(([page]) => page.startsWith(`${folder}/`));
  return [`# ${title}`, '', ...items.map(([page, text]) => `- [${text}](/${page})`), ''].join('\n');
}

function writePage(page, text) {
  const file = join(PAGES, page);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
