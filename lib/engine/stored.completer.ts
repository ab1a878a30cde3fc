import type { MikroORM } from '@mikro-orm/core';

import { codecOf } from '../column/codec-of.js';
import { columnTypeOf } from '../column/column-kinds.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { type StoredColumns, storedTables } from '../schema/stored-columns.js';
import { unhyphenatedUuids } from './unhyphenated-uuids.js';

type Models = ReadonlyMap<EndpointClass, EndpointModel>;

/**
 * The models of all endpoints, with what the tables that are there allow and their classes do not: others have made
 * those tables, or have rows in them from before. Tables that are made yet are as declared.
 *
 * @throws {@link ConfigurationError} naming each column whose values are none of its field
 */
export async function completeStored(
  models: Models,
  { orm, dialect }: { readonly orm: MikroORM; readonly dialect: Dialect },
): Promise<Models> {
  const { holdsAnyType } = DIALECT_FACTS[dialect];
  const asked = [...models.values()].filter((model) => isDeclared(model) || holdsAnyType);
  if (asked.length === 0) return models;
  const tables = await storedTables(
    orm,
    asked.map(({ table }) => table),
  );
  const problems = holdsAnyType ? await unhyphenatedUuids(asked, tables, orm) : [];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return new Map(
    [...models].map(([endpoint, model]) => [
      endpoint,
      tables.has(model.table) ? asStored(model, tables.get(model.table), dialect) : model,
    ]),
  );
}

function isDeclared({ reflection }: EndpointModel): boolean {
  return reflection === undefined;
}

function asStored(model: EndpointModel, stored: StoredColumns, dialect: Dialect): EndpointModel {
  const known = isDeclared(model) ? withNullable(model, stored) : model;
  return DIALECT_FACTS[dialect].holdsAnyType && !isOurs(known, stored, dialect)
    ? withDatabaseTypes(known, stored)
    : known;
}

/** The key is what tells rows apart: one without it is looked for by nobody. */
function withNullable(model: EndpointModel, stored: StoredColumns): EndpointModel {
  return withColumns(model, (field, at) =>
    field.optional || model.key.at.includes(at) || !mayBeNull(field.column, stored)
      ? field
      : { ...field, columnNullable: true },
  );
}

/** What may hold more than its field has it, and is read with care: statements on our own tables do without. */
function withDatabaseTypes(model: EndpointModel, stored: StoredColumns): EndpointModel {
  return withColumns(model, (field) => {
    const { constraints, column, type } = field;
    const isTold = columnTypeOf(type).applicable.includes('databaseType');
    if (!isTold || constraints.databaseType !== undefined) return field;
    const databaseType = stored?.get(column)?.type ?? '';
    return { ...field, constraints: Object.freeze({ ...constraints, databaseType }) };
  });
}

function withColumns(
  model: EndpointModel,
  change: (field: FieldModel, at: number) => FieldModel,
): EndpointModel {
  const columns = model.columns.map((field, at) => Object.freeze(change(field, at)));
  return Object.freeze({ ...model, columns: Object.freeze(columns) });
}

/** Whether a table is as we would make it, in each column: others who do that alike have our words for all types. */
function isOurs(model: EndpointModel, stored: StoredColumns, dialect: Dialect): boolean {
  if (!isDeclared(model) || stored === undefined) return false;
  return model.columns.every((field) => {
    const type = stored.get(field.column)?.type.toLowerCase();
    const isSame = type === undefined || type === codecOf(field, dialect).columnType.toLowerCase();
    return isSame && field.columnNullable !== true;
  });
}

/** What is to be added will be as declared. */
function mayBeNull(column: string, stored: StoredColumns): boolean {
  if (stored === undefined) return true;
  return stored.get(column)?.isCertain === false;
}
