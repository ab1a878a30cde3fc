import type { MikroORM } from '@mikro-orm/core';

import type { Dialect } from '../model/dialect.js';
import { addColumns } from '../schema/column.adder.js';
import { createEntitySchema } from '../schema/entity-schema.factory.js';
import { entityOf } from '../schema/row-class.js';
import type { SchemaMode } from '../schema/schema-mode.js';
import { synchronizeSchema } from '../schema/schema.synchronizer.js';
import type { CompiledEndpoint } from './endpoint-runtime.factory.js';

/** Where tables are to be. */
export interface PreparedDatabase {
  readonly orm: MikroORM;
  readonly dialect: Dialect;
  /** @default 'create' */
  readonly schema: SchemaMode | undefined;
  /** The present moment. */
  readonly now: () => Date;
}

/**
 * Makes MikroORM know the rows of all endpoints, and the database have their tables.
 *
 * @throws {@link ConfigurationError} naming each table or column that is missing
 */
export async function prepareTables(
  compiled: readonly CompiledEndpoint[],
  { orm, dialect, schema = 'create', now }: PreparedDatabase,
): Promise<void> {
  const platform = orm.em.getPlatform();
  orm.discoverEntity(
    compiled.map(({ endpoint, model, codecs }) =>
      createEntitySchema({ model, codecs, rowClass: entityOf(endpoint), platform, now }),
    ),
  );
  await addColumns(orm, compiled, dialect);
  const targets = compiled
    .filter(({ model }) => model.reflection === undefined)
    .map(({ endpoint, model }) => ({ model, metadata: orm.getMetadata().get(entityOf(endpoint)) }));
  await synchronizeSchema(orm, targets, schema);
}
