import type { FieldModel } from '../model/field-model.interface.js';
import type { ColumnCodec, JsonValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { readJson } from './json-value.js';
import { sameEverywhere } from './value-description.interface.js';

type JsonStorage = Pick<ColumnCodec<JsonValue>, 'columnType' | 'selection'>;

/**
 * Types that keep the text: PostgreSQL's `jsonb` would reorder members and rewrite numbers, and
 * SQLite's `json` has the affinity NUMERIC, which makes a number of the text `12`.
 */
const STORAGE: Record<Dialect, JsonStorage> = {
  // As text, since `pg` parses `json` by default, and a parsed string looks like text.
  postgresql: { columnType: 'json', selection: (column) => `${column}::text` },
  sqlite: { columnType: 'text' },
};

/** Text that is no JSON, in a foreign SQLite table, is read as the text that it is. */
function validJson(column: string): string {
  const text = `json_quote(cast(${column} as text))`;
  return `case when ${column} is null or json_valid(${column}) then ${column} else ${text} end`;
}

/** What else holds for columns that others have made. */
const FOREIGN: Record<Dialect, Pick<ColumnCodec, 'selection'>> = {
  postgresql: {},
  sqlite: { selection: validJson },
};

function storedJson(raw: unknown): JsonValue {
  return (typeof raw === 'string' ? JSON.parse(raw) : raw) as JsonValue;
}

function jsonCodec(dialect: Dialect, isForeign: boolean): ColumnCodec<JsonValue> {
  return {
    ...STORAGE[dialect],
    ...(isForeign && FOREIGN[dialect]),
    constraints: [],
    parse: readJson,
    toDriver: (value) => JSON.stringify(value),
    fromDriver: storedJson,
    toJson: (value) => value,
    toText: (raw) => (typeof raw === 'string' ? raw : JSON.stringify(raw)),
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
  codec: ({ constraints }, dialect) => jsonCodec(dialect, constraints.databaseType !== undefined),
  describe: () => sameEverywhere(ANY_JSON, { key: 'value' }),
};
