import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { Row } from '../store/row.interface.js';
import { carryVersion } from './resource-versions.js';

/** Makes of rows what programs work with: `Date` for a `datetime`, `bigint` for a `bigint`. */
export class RowHydrator {
  private readonly made = new WeakSet();

  /** @param codecs - one for each of the model's columns */
  constructor(
    private readonly model: EndpointModel,
    private readonly codecs: readonly ColumnCodec[],
  ) {}

  resource(row: Row): Record<string, unknown> {
    const { columns } = this.model;
    const resource: Record<string, unknown> = {};
    columns.forEach(({ name }, at) => {
      const raw = row[at] ?? null;
      resource[name] = raw === null ? null : this.codecs[at]?.fromDriver(raw);
    });
    const version = row[columns.length];
    if (typeof version === 'string') carryVersion(resource, version);
    this.made.add(resource);
    return resource;
  }

  /** Whether it is a resource of this endpoint, as it was made of a row. */
  isResource(value: object): boolean {
    return this.made.has(value);
  }
}
