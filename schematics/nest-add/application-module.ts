import type { Tree } from '@angular-devkit/schematics';

import { importNames } from '../source/import-edit.js';
import { rootCalls } from '../source/light-api-calls.js';
import { importModule } from '../source/module-imports.js';
import { readText, rewrite } from '../source/project-files.js';
import { applyEdits, parseSource } from '../source/source-edit.js';
import type { DatabaseKind } from './packages.js';

/** The file that an application without `LIGHTAPI_DATABASE_URL` works on. */
export const SQLITE_FILE = 'app.db';

export function hasRoot(tree: Tree, path: string): boolean {
  return rootCalls(parseSource(path, readText(tree, path))).length > 0;
}

/** @param url - of the database, where the environment names none */
export function importRoot(tree: Tree, path: string, url: string): boolean {
  return rewrite(tree, path, (text) => {
    const source = parseSource(path, text);
    return applyEdits(text, [
      ...importNames(source, 'nestjs-lightapi', ['LightApiModule']),
      importModule(source, rootSource(url)),
    ]);
  });
}

export function databaseUrl(database: DatabaseKind, application: string): string {
  if (database === 'sqlite') return `sqlite:${SQLITE_FILE}`;
  const name = application.replace(/^.*\//, '').replace(/\W/g, '_');
  return `postgresql://postgres@127.0.0.1:5432/${name}`;
}

function rootSource(url: string): string {
  return `LightApiModule.forRoot({
  database: process.env.LIGHTAPI_DATABASE_URL ?? '${url}',
  endpoints: [],
})`;
}
