import type { ReflectedTable } from '../model/reflected-table.interface.js';
import type { ReflectedTables } from '../schema/reflected-tables.js';
import { type PlannedMeta, planMeta } from './endpoint-plan.js';
import { kebabCase, UniqueNames } from './names.js';

/** How one table is going to be served. */
export interface PlannedEndpoint {
  readonly route: string;
  readonly meta: PlannedMeta;
  readonly table: ReflectedTable;
}

/**
 * An endpoint for each table and view; for none that has no column, as a broken view.
 *
 * @param schemas - those that are wanted; `undefined`: all
 * @param unwritable - tables of which the database takes no rows
 */
export function planDatabase(
  tables: ReflectedTables,
  schemas: readonly string[] | undefined,
  unwritable: ReadonlySet<ReflectedTable>,
): readonly PlannedEndpoint[] {
  const routes = new UniqueNames('-');
  return tables.all
    .filter(({ columns, partition }) => columns.length > 0 && !partition)
    .filter(({ schema = '' }) => schemas?.includes(schema) ?? true)
    .map((table) => {
      const name = tables.nameOf(table);
      const meta = planMeta(table, name, !unwritable.has(table));
      return { route: `/${routes.unique(kebabCase(name))}`, meta, table };
    });
}
