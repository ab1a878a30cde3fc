import type { FieldModel } from '../model/field-model.interface.js';
import type { ColumnCodec, JsonValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { readJson } from './json-value.js';
import { sameEverywhere } from './value-description.interface.js';

type JsonStorage = Pick<ColumnCodec<JsonValue>, 'columnType' | 'selection'>;

/**
 * Text that is no JSON, which others may have written into an SQLite table, is read as the text that it is: it is
 * put into answers without another look.
 */
function validJson(column: string): string {
  const text = `json_quote(cast(${column} as text))`;
  return `case when ${column} is null or json_valid(${column}) then ${column} else ${text} end`;
}

/**
 * Types that keep the text: PostgreSQL's `jsonb` would reorder members and rewrite numbers, and
 * SQLite's `json` has the affinity NUMERIC, which makes a number of the text `12`.
 */
const STORAGE: Record<Dialect, JsonStorage> = {
  // As text, since `pg` parses `json` by default, and a parsed string looks like text.
  postgresql: { columnType: 'json', selection: (column) => `${column}::text` },
  sqlite: { columnType: 'text', selection: validJson },
};

/** SQLite's `json_valid` looks no further than to a NUL, and no JSON has one. */
function isJson(raw: string): boolean {
  return !raw.includes('\0');
}

function storedJson(raw: unknown): JsonValue {
  return (typeof raw === 'string' && isJson(raw) ? JSON.parse(raw) : raw) as JsonValue;
}

function jsonCodec(dialect: Dialect): ColumnCodec<JsonValue> {
  return {
    ...STORAGE[dialect],
    constraints: [],
    parse: readJson,
    toDriver: (value) => JSON.stringify(value),
    fromDriver: storedJson,
    toJson: (value) => value,
    toText: (raw) => (typeof raw === 'string' && isJson(raw) ? raw : JSON.stringify(raw)),
  };
}

function jsonProblems({ unique, index }: FieldModel): readonly string[] {
  const name = unique ? 'unique' : 'index';
  return unique || index ? [`PostgreSQL can't compare json; remove '${name}'`] : [];
}

const ANY_JSON = { type: ['object', 'array', 'string', 'number', 'boolean'] } as const;

/** Any JSON value, stored as the text of it. */
export const jsonColumn: ColumnType = {
  applicable: ['databaseType'],
  operators: ['isnull'],
  sortable: false,
  catalogued: ['json', 'jsonb'],
  property: () => 'unknown',
  sample: ({ name }, seed) => ({ [name]: seed }),
  problems: jsonProblems,
  codec: (_field, dialect) => jsonCodec(dialect),
  describe: () => sameEverywhere(ANY_JSON, { key: 'value' }),
};
