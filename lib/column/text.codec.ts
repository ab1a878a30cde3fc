import type { ColumnCodec, Constraint } from './column-codec.interface.js';
import { readText } from './text-value.js';

/** What a column of text holds; a foreign SQLite table may hold a number in it, or bytes. */
export function storedText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : String(raw);
}

/** Stored text as JSON text: any text is safe in it. */
export function jsonText(raw: unknown): string {
  return JSON.stringify(storedText(raw));
}

/** What the types have in common whose value is the text that is stored. */
export function textCodec(
  columnType: string,
  constraints: readonly Constraint<string>[] = [],
): ColumnCodec<string> {
  return {
    columnType,
    constraints,
    parse: readText,
    toDriver: (value) => value,
    fromDriver: storedText,
    toJson: (value) => value,
    toText: jsonText,
  };
}
