import type { MikroORM } from '@mikro-orm/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { type StoredColumns, storedTables } from '../schema/stored-columns.js';

type Models = ReadonlyMap<EndpointClass, EndpointModel>;

/**
 * The models of all endpoints, with what the tables that are there allow and their classes do not: others have made
 * those tables, or have rows in them from before. Tables that are made yet are as declared.
 */
export async function completeStored(models: Models, orm: MikroORM): Promise<Models> {
  const declared = [...models.values()].filter(({ reflection }) => reflection === undefined);
  if (declared.length === 0) return models;
  const tables = await storedTables(
    orm,
    declared.map(({ table }) => table),
  );
  return new Map(
    [...models].map(([endpoint, model]) => [
      endpoint,
      model.reflection === undefined && tables.has(model.table)
        ? withNullable(model, tables.get(model.table))
        : model,
    ]),
  );
}

/** The key is what tells rows apart: one without it is looked for by nobody. */
function withNullable(model: EndpointModel, stored: StoredColumns): EndpointModel {
  const columns = model.columns.map((field, at) =>
    field.optional || model.key.at.includes(at) || !mayBeNull(field.column, stored)
      ? field
      : Object.freeze({ ...field, columnNullable: true }),
  );
  return Object.freeze({ ...model, columns: Object.freeze(columns) });
}

/** What is to be added will be as declared. */
function mayBeNull(column: string, stored: StoredColumns): boolean {
  if (stored === undefined) return true;
  return stored.get(column)?.isCertain === false;
}
