import { posix } from 'node:path';

import type { Tree } from '@angular-devkit/schematics';

/** The text of a file that has to be there. */
export function readText(tree: Tree, path: string): string {
  if (!tree.exists(path))
    throw new Error(`There is no ${path}: run this in the directory of a Nest application.`);
  return tree.readText(path);
}

/** Whether the file is another one now. */
export function rewrite(tree: Tree, path: string, change: (text: string) => string): boolean {
  const before = readText(tree, path);
  const after = change(before);
  if (after !== before) tree.overwrite(path, after);
  return after !== before;
}

/** Refuses to write over what somebody made. */
export function createFile(tree: Tree, path: string, text: string): void {
  if (tree.exists(path)) throw new Error(`${path} is there already; nothing was written.`);
  tree.create(path, text);
}

/** Where e2e tests are: `test`, beside the sources. */
export function testDirectory(sourceRoot: string): string {
  const segments = sourceRoot.split('/');
  const source = segments.lastIndexOf('src');
  return posix.join(...segments.slice(0, source === -1 ? -1 : source), 'test');
}

/** What a file imports another by: of ESM, so with the extension of what is compiled. */
export function importPath(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}
