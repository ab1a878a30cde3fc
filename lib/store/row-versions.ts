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

  private readonly last: string | undefined;

  /** @param codecs - of `model.columns` */
  constructor(model: EndpointModel, codecs: readonly ColumnCodec[]) {
    const { version } = model;
    this.at = version?.at ?? -1;
    this.codec = version?.kind === 'column' ? codecs[version.at] : undefined;
    this.last = lastVersion(model, codecs);
  }

  /** `undefined` where rows have no version. */
  ofRow(row: Row): string | undefined {
    const cell = row[this.at] as DriverValue | undefined;
    return cell === undefined || cell === null ? undefined : String(cell);
  }

  /** What is bound; `undefined` for a version that no row can have. */
  toDriver(version: string): DriverValue | undefined {
    if (this.codec === undefined) return version.includes('\0') ? undefined : version;
    const read = readInteger(this.codec, version);
    return read instanceof InvalidValue ? undefined : this.codec.toDriver(read);
  }

  /** Whether no version can follow. */
  isLast(version: string | undefined): boolean {
    return version !== undefined && version === this.last;
  }
}

/** What columns of integers hold at most: eight bytes, then four. */
const LARGEST = [String(2n ** 63n - 1n), String(2 ** 31 - 1)];

/**
 * The largest version that the column of an endpoint's versions holds; `undefined` where it is no column. It does not
 * begin again at 1: somebody who has read a version long ago would overwrite what is there since.
 */
export function lastVersion(
  { version, columns }: EndpointModel,
  codecs: readonly ColumnCodec[],
): string | undefined {
  const codec = version?.kind === 'column' ? codecs[version.at] : undefined;
  if (version === undefined || codec === undefined) return undefined;
  const narrowed = columns[version.at]?.constraints.le;
  if (narrowed !== undefined) return String(narrowed);
  return LARGEST.find((text) => !(readInteger(codec, text) instanceof InvalidValue));
}

function readInteger(codec: ColumnCodec, text: string): unknown {
  if (!CANONICAL.test(text)) return NO_VERSION;
  return codec.parseText?.(text) ?? codec.parse(text);
}

const NO_VERSION = new InvalidValue('int_parsing', 'Input should be a version');
