import { ConfigurationError } from '../error/configuration.error.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';

/** Looks at the columns that would be made: those that are there can't have such a name, but those of views can. */
export function systemColumnProblems(
  models: Iterable<EndpointModel>,
  dialect: Dialect,
): readonly string[] {
  const { systemColumns } = DIALECT_FACTS[dialect];
  return [...models].flatMap(({ name, columns, reflection }) =>
    columns
      .filter((_field, at) => reflection?.additions.includes(at) ?? true)
      .filter(({ column }) => systemColumns.includes(column))
      .map(
        (field) =>
          `${name}.${field.name}: every table of the database has a column '${field.column}' of its own. Give the field another name.`,
      ),
  );
}

/** @throws {@link ConfigurationError} naming each field whose column every table of the database has already */
export function refuseSystemColumns(models: readonly EndpointModel[], dialect: Dialect): void {
  const problems = systemColumnProblems(models, dialect);
  if (problems.length > 0) throw new ConfigurationError(problems);
}
