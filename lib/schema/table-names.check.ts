import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';

/** Tables that their classes tell apart by upper and lower case, where the database does not. */
export function tableNameProblems(models: readonly EndpointModel[], dialect: Dialect): string[] {
  if (!DIALECT_FACTS[dialect].foldsNames) return [];
  return [...Map.groupBy(models, ({ table }) => folded(table)).values()].flatMap((sharing) => {
    const tables = [...new Set(sharing.map(({ table }) => table))];
    if (tables.length === 1) return [];
    const names = sharing.map(({ name }) => name).join(', ');
    const quoted = tables.map((table) => `'${table}'`).join(' and ');
    return [
      `${names}: ${quoted} are one table, as the database knows no case in names. Give each its own 'table', or all the same.`,
    ];
  });
}

/** Of ASCII only, as SQLite does it. */
function folded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
