import {
  type EntityClass,
  EntitySchema,
  type EntitySchemaMetadata,
  type Platform,
} from '@mikro-orm/core';

import { type ColumnCodec, InvalidValue } from '../column/column-codec.interface.js';
import { tableSql } from '../store/table-sql.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { CodecType } from './codec.type.js';

/** What makes an entity of a model. */
export interface EntityParts {
  readonly model: EndpointModel;
  /** One for each of `model.columns`, in that order. */
  readonly codecs: readonly ColumnCodec[];
  readonly rowClass: EntityClass<object>;
  readonly platform: Platform;
  /** The present moment. */
  readonly now: () => Date;
}

/**
 * The MikroORM entity of an endpoint, with a version property. Foreign keys are not in it: they
 * may lead to tables that are no entities, and are added to the table itself.
 */
export function createEntitySchema(parts: EntityParts): EntitySchema {
  const { model, codecs, rowClass } = parts;
  const properties: Record<string, object> = {};
  model.columns.forEach((field, at) => {
    const codec = codecs[at];
    if (codec) properties[field.name] = special(parts, at, codec) ?? property(parts, field, codec);
  });
  const metadata = { class: rowClass, ...source(model), properties };
  return new EntitySchema(metadata as unknown as EntitySchemaMetadata<object>);
}

/** Rows that nothing tells apart are a query's to MikroORM, which would take equal ones for one. */
function source({ table, reflection, key }: EndpointModel): object {
  const { schema } = reflection ?? {};
  if (key.at.length === 0) return { expression: `select * from ${tableSql({ schema, table })}` };
  return { tableName: table, ...(schema !== undefined && { schema }) };
}

function property(parts: EntityParts, field: FieldModel, codec: ColumnCodec): object {
  return {
    type: new CodecType(codec),
    fieldName: field.column,
    nullable: field.optional || field.databaseDefault !== undefined,
    ...(isMade(parts.model, field) && { persist: false }),
    ...(field.unique && { unique: true }),
    ...(field.index && { index: true }),
    ...databaseDefault(field, codec, parts.platform),
  };
}

/** Whether the database alone writes it. */
function isMade({ reflection, inputs, columns }: EndpointModel, field: FieldModel): boolean {
  return reflection !== undefined && !inputs.create.includes(columns.indexOf(field));
}

/** What is more than a field: key, version, the moments of a row. */
function special({ model, now }: EntityParts, at: number, codec: ColumnCodec): object | undefined {
  const { key, timestamps, version } = model;
  const fieldName = model.columns[at]?.column;
  if (key.at.includes(at)) return keyProperty(model, at, codec);
  if (version?.kind === 'column' && version.at === at)
    return { type: 'integer', fieldName, version: true, default: 1 };
  if (at === timestamps.created) return { type: new CodecType(codec), onCreate: now };
  if (at === timestamps.updated)
    return { type: new CodecType(codec), onCreate: now, onUpdate: now };
  return undefined;
}

function keyProperty(model: EndpointModel, at: number, codec: ColumnCodec): object {
  const { reflection, key, columns } = model;
  if (key.maker === 'database' && reflection === undefined)
    return { type: 'integer', primary: true, autoincrement: true };
  const made = key.maker === 'database' ? { autoincrement: true } : {};
  const ours = key.maker === 'uuid' ? { onCreate: () => crypto.randomUUID() } : {};
  const fieldName = columns[at]?.column;
  return { type: new CodecType(codec), fieldName, primary: true, ...made, ...ours };
}

/** The default as SQL, for rows that somebody else inserts, and for those that there are. */
export function databaseDefault(
  field: FieldModel,
  codec: ColumnCodec,
  platform: Platform,
): { readonly defaultRaw?: string } {
  const value = field.constantDefault ? field.defaultValue?.() : undefined;
  if (value === undefined || value === null) return {};
  const parsed = codec.parse(value);
  const driverValue = parsed instanceof InvalidValue ? null : codec.toDriver(parsed);
  const literal = typeof driverValue === 'bigint' ? driverValue.toString() : driverValue;
  return {
    defaultRaw: typeof literal === 'string' ? platform.quoteValue(literal) : String(literal),
  };
}
