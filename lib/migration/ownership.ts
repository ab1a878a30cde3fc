import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { DatabaseSchema } from '@mikro-orm/sql';

import { ConfigurationError } from '../error/configuration.error.js';

/** What of a table was declared by classes: all else in it is somebody else's. */
export interface OwnedTable {
  readonly columns: readonly string[];
  /** Indexes and references, by name. */
  readonly indexes: readonly string[];
}

/** By the names of tables. */
export type Ownership = ReadonlyMap<string, OwnedTable>;

/** Beside the migrations, and in the same commits. */
const FILE = 'lightapi-tables.json';

const ABOUT =
  'What classes have declared up to the last migration. Nothing that is not in here is ever dropped.';

/** @throws {@link ConfigurationError} where the file is there and can't be read */
export async function readOwnership(directory: string): Promise<Ownership> {
  const path = join(directory, FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return new Map();
  try {
    const { tables } = JSON.parse(text) as { tables: Record<string, OwnedTable> };
    return new Map(Object.entries(tables));
  } catch (cause) {
    const remedy = 'Take it from the last commit; merged by hand, it has the tables of both sides.';
    throw new ConfigurationError([`${path} is no JSON of tables. ${remedy}`], { cause });
  }
}

/** Sorted, so that what two branches add merges. */
export async function writeOwnership(directory: string, owned: Ownership): Promise<void> {
  const tables = Object.fromEntries([...owned].sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = JSON.stringify({ $comment: ABOUT, tables }, null, 2);
  await writeFile(join(directory, FILE), `${text}\n`);
}

/**
 * @param before - what was owned until now
 * @param after - the tables as they are to be, with what was kept of all that had been there
 * @param wanted - the tables as declared
 */
export function nextOwnership(
  before: Ownership,
  after: DatabaseSchema,
  wanted: Ownership,
): Ownership {
  const next = new Map(wanted);
  for (const [name, owned] of before) {
    const table = after.getTable(name);
    if (table === undefined) continue;
    const now = wanted.get(name) ?? { columns: [], indexes: [] };
    const columns = owned.columns.filter((column) => table.hasColumn(column));
    const indexes = owned.indexes.filter((index) => table.hasIndex(index));
    next.set(name, {
      columns: [...new Set([...now.columns, ...columns])],
      indexes: [...new Set([...now.indexes, ...indexes])],
    });
  }
  return next;
}

/** All that is in tables. */
export function ownershipOf(schema: DatabaseSchema): Ownership {
  return new Map(
    schema.getTables().map((table) => [
      table.name,
      {
        columns: table.getColumns().map(({ name }) => name),
        indexes: [
          ...table
            .getIndexes()
            .filter(({ primary }) => !primary)
            .map(({ keyName }) => keyName),
          ...Object.keys(table.getForeignKeys()),
        ],
      },
    ]),
  );
}
