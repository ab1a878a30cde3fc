import { type ColumnCodec, InvalidValue } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { Key, Row } from '../store/row.interface.js';
import type { ResourceId } from './call-options.interface.js';

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

  /** Whether a path has several values, `1,2`, each percent-encoded for itself. */
  get isComposite(): boolean {
    return this.parts.length > 1;
  }

  /**
   * Reads a key: what a path has, which is a text, or values of a program: one, a list of them in the
   * key's order, an object of them by their names; `undefined` for one that no row can have.
   */
  parse(id: unknown): Key | undefined {
    const [only, ...others] = this.parts;
    if (typeof id === 'string' && only !== undefined && others.length === 0) {
      const value = readText(only, id);
      return value === undefined ? undefined : [value];
    }
    const values = this.values(id);
    if (values?.length !== this.parts.length || values.length === 0) return undefined;
    const read = typeof id === 'string' ? readText : readValue;
    const key = this.parts.map((part, at) => read(part, values[at]));
    return key.includes(undefined) ? undefined : (key as Key);
  }

  /** For `parse`, what a program has: its text is a value, but of a key of several columns a path's. */
  given(id: ResourceId): ResourceId {
    return typeof id === 'string' && !this.isComposite ? [id] : id;
  }

  /** The key of a row that was read. */
  ofRow(row: Row): Key {
    return this.parts.map(({ position, codec }) => codec.toDriver(codec.fromDriver(row[position])));
  }

  /** As a path has it, of a row that was read. */
  pathOf(row: Row): string | undefined {
    return pathText(this.parts.map(({ position, codec }) => json(codec, row[position])));
  }

  /** As a path has it, of what a hook returned; `undefined` where that has no key. */
  pathIn(value: unknown): string | undefined {
    const members = (value ?? {}) as Readonly<Record<string, unknown>>;
    return pathText(
      this.parts.map(({ name, codec }) =>
        told(codec, isNative(members[name]) ? codec.toJson(members[name]) : members[name]),
      ),
    );
  }

  private values(id: unknown): readonly unknown[] | undefined {
    if (Array.isArray(id)) return id as readonly unknown[];
    if (typeof id === 'object' && id !== null && !(id instanceof Date))
      return this.parts.map(({ name }) => (id as Readonly<Record<string, unknown>>)[name]);
    return typeof id === 'string' && this.isComposite ? decoded(id.split(',')) : [id];
  }
}

/** As a path has it. */
function readText({ codec }: KeyPart, value: unknown): Key[number] | undefined {
  const isText = typeof value === 'string' && codec.parseText !== undefined;
  return keyOf(codec, isText ? codec.parseText(value) : codec.parse(value));
}

/** As a program has read it: what is no such value may be the text of one. */
function readValue(part: KeyPart, value: unknown): Key[number] | undefined {
  if (value === null || value === undefined) return undefined;
  return keyOf(part.codec, part.codec.parse(value)) ?? readText(part, value);
}

function keyOf(codec: ColumnCodec, parsed: unknown): Key[number] | undefined {
  return parsed instanceof InvalidValue ? undefined : codec.toDriver(parsed);
}

/** `undefined` for what is not percent-encoded UTF-8. */
function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined; // decodeURIComponent throws for nothing else.
  }
}

function json(codec: ColumnCodec, raw: unknown): unknown {
  return told(codec, codec.toJson(codec.fromDriver(raw)));
}

/** As it is read back from a path. */
function told(codec: ColumnCodec, value: unknown): unknown {
  return codec.asText !== undefined && isScalar(value) ? codec.asText(value) : value;
}

/** What JSON has other words for. */
function isNative(value: unknown): boolean {
  return value instanceof Date || typeof value === 'bigint';
}

function pathText(values: readonly unknown[]): string | undefined {
  // Digits are what most keys are, and encoding leaves them as they are.
  if (values.length === 1 && Number.isSafeInteger(values[0])) return String(values[0]);
  if (values.length === 0 || !values.every(isScalar)) return undefined;
  return values.map(encodeURIComponent).join(',');
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
