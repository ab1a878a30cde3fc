import type { MikroORM } from '@mikro-orm/core';

import { inWordsOfFile } from '../config/late-problems.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
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
  if (problems.length > 0)
    throw new ConfigurationError(inWordsOfFile(problems, [...models.keys()]));
  return new Map(
    [...models].map(([endpoint, model]) => [
      endpoint,
      isDeclared(model) && tables.has(model.table)
        ? withNullable(model, tables.get(model.table))
        : model,
    ]),
  );
}

function isDeclared({ reflection }: EndpointModel): boolean {
  return reflection === undefined;
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
