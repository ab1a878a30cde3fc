import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { dialectOf } from './dialect.js';
import { PRESENT_COLUMNS } from './present-tables.sql.js';
import { hasChosenSchema } from './search-path.js';

interface PresentColumn {
  readonly table: string;
  readonly column: string;
  readonly isDemanded: boolean | number;
}

/**
 * Whether tables have all that their endpoints need: one statement, however many there are. Most
 * starts find nothing to do; `false` where there may be something, which a comparison then tells.
 */
export async function haveAll(orm: MikroORM, models: readonly EndpointModel[]): Promise<boolean> {
  const platform = orm.em.getPlatform();
  // In a schema that the application has chosen the comparison looks for them.
  if (hasChosenSchema(orm)) return false;
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const sql = PRESENT_COLUMNS[dialectOf(platform)];
  const names = JSON.stringify([...new Set(models.map(({ table }) => table))]);
  const columns = await connection.execute<PresentColumn[]>(sql, [names]);
  const tables = Map.groupBy(columns, ({ table }) => table);
  return models.every((model) => hasAll(model, tables.get(model.table) ?? []));
}

function hasAll({ columns, methods }: EndpointModel, present: readonly PresentColumn[]): boolean {
  const declared = new Set(columns.map(({ column }) => column));
  const others = present.filter(({ column }) => !declared.has(column));
  const isComplete = present.length - others.length === declared.size;
  return isComplete && !(methods.includes('POST') && others.some(({ isDemanded }) => isDemanded));
}
