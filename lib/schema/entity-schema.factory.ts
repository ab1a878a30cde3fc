import {
  type EntityClass,
  EntitySchema,
  type EntitySchemaMetadata,
  type Platform,
} from '@mikro-orm/core';

import { type ColumnCodec, InvalidValue } from '../column/column-codec.interface.js';
import type { EndpointModel, FieldModel, KeyModel } from '../model/endpoint-model.interface.js';
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
  const metadata = { class: rowClass, tableName: model.table, properties };
  return new EntitySchema(metadata as unknown as EntitySchemaMetadata<object>);
}

function property(parts: EntityParts, field: FieldModel, codec: ColumnCodec): object {
  return {
    type: new CodecType(codec),
    fieldName: field.column,
    nullable: field.optional,
    ...(field.unique && { unique: true }),
    ...(field.index && { index: true }),
    ...databaseDefault(field, codec, parts.platform),
  };
}

/** What is more than a field: key, version, the moments of a row. */
function special({ model, now }: EntityParts, at: number, codec: ColumnCodec): object | undefined {
  const { key, timestamps, version } = model;
  if (key.at.includes(at)) return KEY_PROPERTIES[key.maker](codec);
  if (version?.kind === 'column' && version.at === at)
    return { type: 'integer', version: true, default: 1 };
  if (at === timestamps.created) return { type: new CodecType(codec), onCreate: now };
  if (at === timestamps.updated)
    return { type: new CodecType(codec), onCreate: now, onUpdate: now };
  return undefined;
}

const KEY_PROPERTIES: Record<KeyModel['maker'], (codec: ColumnCodec) => object> = {
  database: () => ({ type: 'integer', primary: true, autoincrement: true }),
  uuid: (codec) => ({
    type: new CodecType(codec),
    primary: true,
    onCreate: () => crypto.randomUUID(),
  }),
  client: (codec) => ({ type: new CodecType(codec), primary: true }),
};

/** The default as SQL, for rows that somebody else inserts. */
function databaseDefault(field: FieldModel, codec: ColumnCodec, platform: Platform): object {
  const value = field.constantDefault ? field.defaultValue?.() : undefined;
  if (value === undefined || value === null) return {};
  const parsed = codec.parse(value);
  const driverValue = parsed instanceof InvalidValue ? null : codec.toDriver(parsed);
  const literal = typeof driverValue === 'bigint' ? driverValue.toString() : driverValue;
  return {
    defaultRaw: typeof literal === 'string' ? platform.quoteValue(literal) : String(literal),
  };
}
