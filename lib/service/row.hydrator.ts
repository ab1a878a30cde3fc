import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { FieldModel } from '../model/endpoint-model.interface.js';
import type { Row } from '../store/row.interface.js';

/** Makes of rows what programs work with: `Date` for a `datetime`, `bigint` for a `bigint`. */
export class RowHydrator {
  /** @param codecs - one for each of `columns` */
  constructor(
    private readonly columns: readonly FieldModel[],
    private readonly codecs: readonly ColumnCodec[],
  ) {}

  resource(row: Row): Record<string, unknown> {
    const resource: Record<string, unknown> = {};
    this.columns.forEach(({ name }, at) => {
      const raw = row[at] ?? null;
      resource[name] = raw === null ? null : this.codecs[at]?.fromDriver(raw);
    });
    return resource;
  }
}
