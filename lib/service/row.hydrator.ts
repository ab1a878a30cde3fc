import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { FieldModel } from '../model/endpoint-model.interface.js';
import type { Row } from '../store/row.interface.js';

/** Makes of rows what programs work with: `Date` for a `datetime`, `bigint` for a `bigint`. */
export class RowHydrator {
  private readonly made = new WeakSet();

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
    this.made.add(resource);
    return resource;
  }

  /** Whether it is a resource of this endpoint, as it was made of a row. */
  isResource(value: object): boolean {
    return this.made.has(value);
  }
}
