import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { Reference } from '../model/field-model.interface.js';
import { quote } from './sql-syntax.js';

interface NamedTable {
  readonly schema?: string | undefined;
  readonly table: string;
}

/** A table's name, quoted, with its schema if that is known. */
export function tableSql({ schema, table }: NamedTable): string {
  return schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`;
}

/** The table of an endpoint. */
export function tableOf({ table, reflection }: EndpointModel): NamedTable {
  return { schema: reflection?.schema, table };
}

/** Whether a reference leads to an endpoint's table: a schema that is not told is the usual one. */
export function leadsTo(reference: Reference | undefined, model: EndpointModel): boolean {
  const { schema, table } = tableOf(model);
  if (reference?.table !== table) return false;
  return schema === undefined || reference.schema === undefined || schema === reference.schema;
}
