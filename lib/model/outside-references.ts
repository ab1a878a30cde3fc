import type { EndpointModel } from './endpoint-model.interface.js';
import type { Reference } from './field-model.interface.js';
import { nearest } from './nearest.js';

/** A reference that leads to a table of no endpoint. */
export interface OutsideReference {
  /** `BookEndpoint.author`. */
  readonly member: string;
  readonly reference: Reference;
}

/** @param tables - of endpoints */
export function outsideReferences(
  models: readonly EndpointModel[],
  tables: readonly string[],
): readonly OutsideReference[] {
  const own = new Set(tables);
  return models.flatMap(({ name, columns }) =>
    columns.flatMap((field) =>
      field.reference === undefined || own.has(field.reference.table)
        ? []
        : [{ member: `${name}.${field.name}`, reference: field.reference }],
    ),
  );
}

/** That no database has the table either. @param tables - of endpoints */
export function lostReference(
  { member, reference: { table, column } }: OutsideReference,
  tables: readonly string[],
): string {
  const known = [...new Set(tables)];
  return `${member}: it refers to '${table}.${column}', and there is no table '${table}'.${nearest(table, known)} The tables of the endpoints are ${known.join(', ')}.`;
}
