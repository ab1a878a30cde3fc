import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';

import { anchorsOf } from './markdown.js';

const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|#)/i;

/** Where links between files of the repository lead, and which of them lead nowhere. */
export class Links {
  /** Each as `page: link`. */
  dead = [];
  /** Files that are no pages, and are linked to. */
  sources = new Set();
  #anchors = new Map();

  /** @param pages - file of the repository, page of the site */
  constructor(root, pages) {
    this.root = root;
    this.pages = pages;
  }

  /** @returns what the site's page has in the link's place */
  follow(file, link) {
    if (link.startsWith('#')) return this.#checked(file, file, link.slice(1), link);
    if (ELSEWHERE.test(link)) return link;
    const [path, anchor = ''] = link.split('#');
    const target = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
    if (target.startsWith('..') || !existsSync(posix.join(this.root, target))) {
      this.dead.push(`${file}: ${link}`);
      return link;
    }
    return this.#checked(file, target, anchor, this.#sitePath(target) + (anchor && `#${anchor}`));
  }

  #sitePath(target) {
    const page = this.pages.get(target) ?? this.pages.get(`${target}/README.md`);
    if (page !== undefined) return `/${page}`;
    if (statSync(posix.join(this.root, target)).isDirectory())
      return `/${posix.relative('docs', target)}/index.md`;
    this.sources.add(target);
    return `/source/${target}.md`;
  }

  #checked(file, target, anchor, result) {
    if (anchor !== '' && !this.#anchorsOf(target).has(anchor))
      this.dead.push(`${file}: ${target}#${anchor}`);
    return result;
  }

  #anchorsOf(file) {
    if (!file.endsWith('.md')) return new Set();
    let anchors = this.#anchors.get(file);
    if (anchors === undefined) {
      anchors = anchorsOf(readFileSync(posix.join(this.root, file), 'utf8'));
      this.#anchors.set(file, anchors);
    }
    return anchors;
  }
}
