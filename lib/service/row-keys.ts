import { type ColumnCodec, InvalidValue } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { Key, Row } from '../store/row.interface.js';

/** A column of the key. */
interface KeyPart {
  /** In `model.columns`. */
  readonly position: number;
  readonly name: string;
  readonly codec: ColumnCodec;
}

/** The keys of one endpoint's rows, as paths and programs have them and as the driver takes them. */
export class RowKeys {
  private readonly parts: readonly KeyPart[];

  /** @param codecs - of `model.columns` */
  constructor({ key, columns }: EndpointModel, codecs: readonly ColumnCodec[]) {
    this.parts = key.at.flatMap((position) => {
      const [column, codec] = [columns[position], codecs[position]];
      return column && codec ? [{ position, name: column.name, codec }] : [];
    });
  }

  /** Reads the key from a path or a program; `undefined` for one that no row can have. */
  parse(id: unknown): Key | undefined {
    const key = [id].map((value, at) => read(this.parts[at], value));
    return key.includes(undefined) ? undefined : (key as Key);
  }

  /** The key of a row that was read. */
  ofRow(row: Row): Key {
    return this.parts.map(({ position, codec }) => codec.toDriver(codec.fromDriver(row[position])));
  }

  /** As a path has it, of a row that was read. */
  pathOf(row: Row): string | undefined {
    return pathText(this.parts.map(({ position, codec }) => codec.fromDriver(row[position])));
  }

  /** As a path has it, of what a hook returned; `undefined` where that has no key. */
  pathIn(value: unknown): string | undefined {
    const members = (value ?? {}) as Readonly<Record<string, unknown>>;
    return pathText(this.parts.map(({ name }) => members[name]));
  }
}

function read(part: KeyPart | undefined, value: unknown): Key[number] | undefined {
  if (part === undefined || value === '') return undefined;
  const { codec } = part;
  const isText = typeof value === 'string' && codec.parseText !== undefined;
  const parsed = isText ? codec.parseText(value) : codec.parse(value);
  return parsed instanceof InvalidValue ? undefined : codec.toDriver(parsed);
}

function pathText(values: readonly unknown[]): string | undefined {
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number'))
    return undefined;
  return values.map(encodeURIComponent).join(',');
}
