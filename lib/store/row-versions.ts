import {
  type ColumnCodec,
  type DriverValue,
  InvalidValue,
} from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { Row } from './row.interface.js';

/** An integer as we write it: `01` and `+1` are versions of nothing. */
const CANONICAL = /^(?:0|-?[1-9]\d*)$/;

/** The versions of an endpoint's rows as texts, which is what entity tags and programs hold. */
export class RowVersions {
  private readonly at: number;
  /** Of the column; `undefined` where the version is a text of the database's own. */
  private readonly codec: ColumnCodec | undefined;

  /** @param codecs - of `model.columns` */
  constructor({ version }: EndpointModel, codecs: readonly ColumnCodec[]) {
    this.at = version?.at ?? -1;
    this.codec = version?.kind === 'column' ? codecs[version.at] : undefined;
  }

  /** `undefined` where rows have no version. */
  ofRow(row: Row): string | undefined {
    const cell = row[this.at] as DriverValue | undefined;
    return cell === undefined || cell === null ? undefined : String(cell);
  }

  /** What is bound; `undefined` for a version that no row can have. */
  toDriver(version: string): DriverValue | undefined {
    if (this.codec === undefined) return version.includes('\0') ? undefined : version;
    if (!CANONICAL.test(version)) return undefined;
    const read = this.codec.parseText?.(version) ?? this.codec.parse(version);
    return read instanceof InvalidValue ? undefined : this.codec.toDriver(read);
  }
}
