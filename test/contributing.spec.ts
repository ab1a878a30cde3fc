import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = 'docs/contributing';
const RECIPES = globSync(`${FOLDER}/*.md`, { cwd: ROOT }).sort();

/** The files that a recipe links to, and the folders that it names, from the root. */
function linked(recipe: string): string[] {
  const text = readFileSync(join(ROOT, recipe), 'utf8');
  const files = [...text.matchAll(/\]\(([^)#]+)\)/g)];
  const folders = [...text.matchAll(/`(lib\/[a-z]+)\/`/g)];
  return [
    ...files.map(([, link]) => normalize(join(FOLDER, link!))),
    ...folders.map(([, folder]) => folder!),
  ];
}

/** The files of the program that have a text. */
function filesWith(pattern: RegExp): string[] {
  return globSync(['lib/**/*.ts', 'schematics/**/*.ts'], { cwd: ROOT })
    .filter((file) => !/\.(spec|fixture|d)\.ts$/.test(file))
    .filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')))
    .sort();
}

describe('the recipes for contributors', () => {
  it.each(RECIPES)('name files that are there: %s', (recipe) => {
    const missing = linked(recipe).filter((file) => !existsSync(join(ROOT, file)));

    expect(missing).toEqual([]);
  });

  it('are linked from CONTRIBUTING.md', () => {
    const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

    expect(RECIPES).toHaveLength(3);
    expect(RECIPES.filter((recipe) => !text.includes(`](${recipe})`))).toEqual([]);
  });

  it.each([
    ['add-a-field-type.md', /\bipaddress\b/],
    ['add-a-pagination-style.md', /\blimit[-_]offset\b/],
    ['add-a-database.md', /Record<Dialect,|case 'postgresql':/],
  ])('name every file that such an addition touches: %s', (recipe, pattern) => {
    const named = linked(`${FOLDER}/${recipe}`);

    const unnamed = filesWith(pattern).filter(
      (file) => !named.some((path) => file === path || file.startsWith(`${path}/`)),
    );

    expect(unnamed).toEqual([]);
  });

  it('are right that nothing but tables asks which database it is', () => {
    // Each is about one database: replicas are PostgreSQL's, and only SQLite's is a file.
    const known = ['lib/cli/introspect.command.ts', 'lib/schema/database-url.ts'];

    const asking = filesWith(/\bdialect\s*[!=]==\s*'/).filter((file) => !known.includes(file));

    expect(asking).toEqual([]);
  });
});
