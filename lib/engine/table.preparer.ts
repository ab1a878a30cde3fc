import type { MikroORM } from '@mikro-orm/core';

import type { Dialect } from '../model/dialect.js';
import { addColumns } from '../schema/column.adder.js';
import { refuseDatabaseNames } from '../schema/database-names.check.js';
import type { SchemaMode } from '../schema/schema-mode.js';
import { synchronizeSchema } from '../schema/schema.synchronizer.js';
import type { CompiledEndpoint } from './compiled-endpoint.interface.js';
import type { RowEntities } from './row-entities.js';

/** Where tables are to be. */
export interface PreparedDatabase {
  readonly orm: MikroORM;
  readonly dialect: Dialect;
  /** @default 'create' */
  readonly schema: SchemaMode | undefined;
  /** What tables are made of, where some are missing. */
  readonly entities: RowEntities;
}

/**
 * Makes the database have the tables of all endpoints.
 *
 * @throws {@link ConfigurationError} naming each table or column that is missing
 */
export async function prepareTables(
  compiled: readonly CompiledEndpoint[],
  { orm, dialect, schema = 'create', entities }: PreparedDatabase,
): Promise<void> {
  refuseDatabaseNames(
    compiled.map(({ model }) => model),
    dialect,
  );
  await addColumns(orm, compiled, dialect);
  const targets = compiled
    .filter(({ model }) => model.reflection === undefined)
    .map(({ endpoint, model }) => ({
      model,
      get metadata() {
        return entities.metadataOf(endpoint);
      },
    }));
  await synchronizeSchema(orm, targets, schema);
}
