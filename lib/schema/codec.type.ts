import { type Platform, Type } from '@mikro-orm/core';

import { areColumnsCompared } from '../column/compared-columns.js';
import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';

/**
 * Lets MikroORM store and read a column exactly as the generated operations do, so that a row
 * written through an entity manager reads the same over HTTP, and the other way round.
 */
export class CodecType extends Type<unknown, DriverValue> {
  constructor(private readonly codec: ColumnCodec) {
    super();
    const { selection, ormSelection = selection, ormComparison = ormSelection } = codec;
    if (ormSelection && ormComparison)
      this.convertToJSValueSQL = (column) =>
        areColumnsCompared() ? ormComparison(column) : ormSelection(column);
  }

  override convertToDatabaseValue(value: unknown): DriverValue {
    return value === null || value === undefined ? null : this.codec.toDriver(value);
  }

  override convertToJSValue(value: unknown): unknown {
    return value === null || value === undefined ? value : this.codec.fromDriver(value);
  }

  override convertToJSValueSQL?: (key: string, platform: Platform) => string;

  override getColumnType(): string {
    return this.codec.columnType;
  }

  /** Driver values are compared as they are; they are all primitive. */
  override compareAsType(): string {
    return 'any';
  }

  override ensureComparable(): boolean {
    return false;
  }
}
