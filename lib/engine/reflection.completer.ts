import type { MikroORM } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';

import { inWordsOfFile } from '../config/late-problems.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { reflectedNames } from '../model/endpoint-models.builder.js';
import { checkDeclarations } from '../options/declaration.check.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { reflectTables } from '../schema/table-reflector.js';
import { brokenReferences } from './broken-references.js';

/** What is to be completed. */
export interface ReflectionParts {
  readonly options: LightApiOptions;
  readonly endpoints: readonly EndpointClass[];
  readonly authPath: string | false;
  /** Warnings that the log has already. */
  readonly told: readonly string[];
}

type Models = ReadonlyMap<EndpointClass, EndpointModel>;

const logger = new Logger('LightApi');

/**
 * The models of all endpoints, those included that only the database can complete: it is read once
 * for all.
 *
 * @param declared - the models that need no database
 * @throws {@link ConfigurationError} with everything that the tables are not
 */
export async function completeModels(
  { options, endpoints, authPath, told }: ReflectionParts,
  declared: Models,
  database: { readonly orm: MikroORM; readonly dialect: Dialect },
): Promise<Models> {
  const names = reflectedNames(endpoints);
  if (names.length === 0) return declared;
  const tables = await reflectTables(database.orm, names);
  const reflection = { tables, dialect: database.dialect };
  const checked = checkDeclarations(endpoints, options, { authPath, reflection });
  const { models } = checked;
  const warnings = checked.warnings.filter((warning) => !told.includes(warning));
  const all = [...models.values()];
  const problems = [
    ...checked.problems,
    ...additionProblems(all, options),
    ...(await brokenReferences(all, database.orm)),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  for (const warning of inWordsOfFile(warnings, endpoints)) logger.warn(warning);
  return models;
}

function additionProblems(models: readonly EndpointModel[], { schema }: LightApiOptions): string[] {
  if (schema !== 'none') return [];
  return models.flatMap(({ name, table, columns, reflection }) =>
    (reflection?.additions ?? []).map(
      (at) =>
        `${name}.${columns[at]?.name ?? ''}: the table '${table}' lacks the column '${columns[at]?.column ?? ''}', and 'schema' is none. Add it by a migration.`,
    ),
  );
}
