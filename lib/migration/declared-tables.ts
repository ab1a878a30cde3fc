import type { MikroORM } from '@mikro-orm/core';

import { codecOf } from '../column/codec-of.js';
import { columnProblems } from '../column/column-problems.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { endpointClasses, loadPatterns } from '../options/endpoint-scan.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { LightApiModuleOptions } from '../options/module-options.interface.js';
import { buildEndpointModels, reflectedNames } from '../model/endpoint-models.builder.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { type AddedColumn, addedColumns } from '../schema/column.adder.js';
import { refuseDatabaseNames } from '../schema/database-names.check.js';
import type { SchemaTarget } from '../schema/database-schema.js';
import { dialectOf } from '../schema/dialect.js';
import { createEntitySchema } from '../schema/entity-schema.factory.js';
import { requireFile } from '../schema/existing-file.js';
import { openDatabase } from '../schema/open-database.js';
import { entityOf } from '../schema/row-class.js';
import { requireSchema } from '../schema/search-path.js';
import { reflectTables } from '../schema/table-reflector.js';
import type { SchemaMode } from '../schema/schema-mode.js';

/** A database, and the tables that classes declare: of those that are reflected only added columns are ours. */
export interface DeclaredTables {
  readonly orm: MikroORM;
  readonly targets: readonly SchemaTarget[];
  /** What `reflect: 'partial'` adds to tables that are not ours. */
  readonly additions: readonly AddedColumn[];
}

/**
 * Gives `work` the database, and closes it afterwards.
 *
 * @param schema - by `none` the database has to be there; else it is made where it is not
 */
export async function withTables<T>(
  options: LightApiModuleOptions,
  schema: SchemaMode,
  work: (tables: DeclaredTables) => Promise<T>,
): Promise<T> {
  if (options.orm !== undefined) throw new ConfigurationError([OWN_ORM]);
  if (schema === 'none') requireFile(options.database);
  const endpoints = await declaredEndpoints(options);
  const models = declaredModels(endpoints, options);
  const orm = await openDatabase({
    ...options,
    replicas: {},
    schema,
    purpose: 'migrations',
  });
  try {
    await requireSchema(orm);
    const known = await withReflection(orm, models, endpoints);
    return await work({ orm, targets: targetsOf(orm, known), additions: additionsOf(orm, known) });
  } finally {
    await orm.close(true);
  }
}

const OWN_ORM = `'orm' is the application's own MikroORM, and migrations need a connection of their own. Give its options as 'database' where they are run.`;

type Models = ReadonlyMap<EndpointClass, EndpointModel>;

async function declaredEndpoints({ endpoints }: LightApiModuleOptions) {
  return endpointClasses(endpoints && (await loadPatterns(endpoints)));
}

function declaredModels(
  endpoints: readonly EndpointClass[],
  { authentication }: LightApiModuleOptions,
): Models {
  const { models, problems } = buildEndpointModels(endpoints, authentication);
  const fields = [...models.values()].flatMap(({ name, columns }) =>
    columns.flatMap((field) => columnProblems(field).map((one) => `${name}.${field.name}: ${one}`)),
  );
  if (problems.length + fields.length > 0) throw new ConfigurationError([...problems, ...fields]);
  return models;
}

/**
 * The key of a reflected class, which others may refer to, is known to the database alone, as what is to be added
 * to its table; if it has the table.
 */
async function withReflection(
  orm: MikroORM,
  models: Models,
  endpoints: readonly EndpointClass[],
): Promise<Models> {
  const names = reflectedNames(endpoints);
  if (names.length === 0) return models;
  const reflection = {
    tables: await reflectTables(orm, names),
    dialect: dialectOf(orm.em.getPlatform()),
  };
  const known = buildEndpointModels(endpoints, undefined, reflection).models;
  return new Map([...models, ...known]);
}

function additionsOf(orm: MikroORM, models: Models): AddedColumn[] {
  const platform = orm.em.getPlatform();
  const dialect = dialectOf(platform);
  const endpoints = [...models.values()]
    .filter(({ reflection }) => reflection !== undefined)
    .map((model) => ({ model, codecs: model.columns.map((field) => codecOf(field, dialect)) }));
  return addedColumns(endpoints, { platform });
}

function targetsOf(orm: MikroORM, models: Models): SchemaTarget[] {
  const platform = orm.em.getPlatform();
  const dialect = dialectOf(platform);
  const own = [...models].filter(([, { reflection }]) => reflection === undefined);
  refuseDatabaseNames([...models.values()], dialect);
  const schemas = own.map(([endpoint, model]) =>
    createEntitySchema({
      model,
      codecs: model.columns.map((field) => codecOf(field, dialect)),
      rowClass: entityOf(endpoint),
      platform,
      now: () => new Date(),
    }),
  );
  if (schemas.length > 0) orm.discoverEntity(schemas);
  return own.map(([endpoint, model]) => ({
    model,
    metadata: orm.getMetadata().get(entityOf(endpoint)),
  }));
}
