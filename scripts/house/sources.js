import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const TEST = /\.(e2e-)?spec\.ts$|\.fixture\.ts$/;

/**
 * Every TypeScript file below a folder.
 *
 * @returns {{ path: string, text: string, lines: number, isTest: boolean, tree: ts.SourceFile }[]}
 */
export function sourcesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => sourceOf(join(folder, name)))
    .sort((one, other) => one.path.localeCompare(other.path));
}

function sourceOf(path) {
  const text = readFileSync(path, 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    isTest: TEST.test(path) || path.startsWith('test/'),
    tree,
  };
}
