import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import type { MikroORM } from '@mikro-orm/core';

import { withoutVariables } from '../config/environment.js';
import { HTTP_METHODS } from '../declare/http-method.js';
import { writeRefusal } from '../engine/broken-references.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { classesOf } from '../introspect/class-writer.js';
import { planDatabase, type PlannedEndpoint } from '../introspect/database-plan.js';
import { yamlOf } from '../introspect/yaml-writer.js';
import type { ReflectedTable } from '../model/reflected-table.interface.js';
import { parseDatabaseUrl } from '../schema/database-url.js';
import { requireFile } from '../schema/existing-file.js';
import { openDatabase } from '../schema/open-database.js';
import { reflectTables } from '../schema/table-reflector.js';

/** What the command line says besides the database. */
export interface IntrospectOptions {
  readonly output?: string;
  readonly classes?: string;
  readonly schema?: readonly string[];
}

/**
 * Prints, or writes, what serves the tables of a database. The database is only read.
 *
 * @throws {@link ConfigurationError} where it can't be reached, or has no tables
 */
export async function introspect(url: string, options: IntrospectOptions): Promise<void> {
  const endpoints = await planOf(url, options.schema);
  const { output, classes } = options;
  if (classes !== undefined) {
    const files = classesOf(endpoints);
    await mkdir(classes, { recursive: true });
    for (const { name, text } of files) await writeNew(join(classes, name), text);
    console.log(`${classes} has ${endpoints.length} classes. index.ts exports them.`);
    return;
  }
  const text = yamlOf(endpoints, shownUrl(url, output));
  if (output === undefined) process.stdout.write(text);
  else {
    await writeNew(output, text);
    console.log(`${output} serves ${endpoints.length} tables: lightapi serve ${output}`);
  }
}

async function planOf(
  url: string,
  schemas: readonly string[] | undefined,
): Promise<readonly PlannedEndpoint[]> {
  requireFile(url);
  const orm = await openDatabase({ database: url, schema: 'none' });
  try {
    const tables = await reflectTables(orm, undefined);
    const endpoints = planDatabase(tables, schemas, await unwritable(tables.all, orm));
    if (endpoints.length > 0) return endpoints;
    const where = schemas === undefined ? 'the database' : `schema ${schemas.join(', ')}`;
    throw new ConfigurationError([`there are no tables in ${where}. Check the URL and --schema.`]);
  } finally {
    await orm.close(true);
  }
}

/** Tables whose foreign keys, or those that lead to them, keep SQLite from every write. */
async function unwritable(
  tables: readonly ReflectedTable[],
  orm: MikroORM,
): Promise<ReadonlySet<ReflectedTable>> {
  const found = new Set<ReflectedTable>();
  for (const table of tables) {
    const columns = table.columns.map(({ name }) => ({ column: name }));
    const written = { table: table.name, columns, methods: HTTP_METHODS };
    if (table.kind !== 'view' && (await writeRefusal(written, orm)) !== undefined) found.add(table);
  }
  return found;
}

/** No address and no password is in the file; a file of SQLite is seen from where it is. */
function shownUrl(url: string, output: string | undefined): string {
  const location = parseDatabaseUrl(url);
  if (location.dialect === 'postgresql') return '${LIGHTAPI_DATABASE_URL}';
  const directory = output === undefined ? process.cwd() : dirname(resolve(output));
  return `sqlite:${withoutVariables(relative(directory, location.file))}`;
}

/** What somebody has written meanwhile is not overwritten. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const remedy =
      code === 'EEXIST' ? 'it is there already. Remove it, or' : `${code}. Check it, or`;
    throw new ConfigurationError([`${path} can't be written: ${remedy} give another path.`], {
      cause,
    });
  }
}
