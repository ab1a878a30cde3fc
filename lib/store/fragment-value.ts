import type { DriverValue } from '../column/column-codec.interface.js';
import { DATETIME_STORAGE } from '../column/datetime.storage.js';
import type { Dialect } from '../model/dialect.js';

/**
 * What a raw fragment of the application binds, as a value of ours: a program gives whatever `pg`
 * takes, and values are compared by their texts where equal reads are shared.
 */
export const FRAGMENT_VALUES: Record<Dialect, (value: unknown) => DriverValue> = {
  sqlite,
  postgresql,
};

/** A moment as a `datetime` stores it; what better-sqlite3 does not bind is what columns hold of it. */
function sqlite(value: unknown): DriverValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'object' || value instanceof Uint8Array) return value as DriverValue;
  if (value instanceof Date) return DATETIME_STORAGE.sqlite.print(value.toISOString());
  return JSON.stringify(value);
}

function postgresql(value: unknown): DriverValue {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || value instanceof Uint8Array) return value as DriverValue;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? arrayText(value) : JSON.stringify(value);
}

/** @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayText(values: readonly unknown[]): string {
  return `{${values.map(elementText).join(',')}}`;
}

function elementText(value: unknown): string {
  if (Array.isArray(value)) return arrayText(value);
  const element = postgresql(value);
  if (element === null) return 'NULL';
  const text =
    element instanceof Uint8Array
      ? `\\x${Buffer.from(element.buffer, element.byteOffset, element.byteLength).toString('hex')}`
      : String(element);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
