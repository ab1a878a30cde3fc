import type { FieldConstraints } from '../model/field-model.interface.js';
import { type ColumnCodec, type DriverValue, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { EQUALITY_OPERATORS } from './filter-operators.js';
import { foreignIntegers, storedValueText } from './stored-value.js';
import { sameEverywhere } from './value-description.interface.js';

const NOT_A_BOOLEAN = new InvalidValue('bool_type', 'Input should be a valid boolean');

/** PostgreSQL's text, what `pg` makes of it, what SQLite stores, and texts in foreign tables. */
const STORED_TRUE: ReadonlySet<unknown> = new Set(['t', 'true', true, 1, 1n, '1']);

/** Anything else in a foreign table is shown as it is stored. */
const STORED_FALSE: ReadonlySet<unknown> = new Set(['f', 'false', false, 0, 0n, '0']);

const TO_DRIVER: Record<Dialect, (value: boolean) => DriverValue> = {
  postgresql: (value) => value,
  sqlite: Number, // better-sqlite3 refuses to bind a boolean
};

/** The words of the seed (behaviour 9.2), which takes every other one for false. */
const WORDS = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

/** Whether a text of a query string says yes or no. */
export function readBooleanText(text: string): boolean | InvalidValue {
  return WORDS.get(text.toLowerCase()) ?? NOT_A_BOOLEAN;
}

function isTrue(raw: unknown): boolean {
  return raw === 't' || raw === 1 || STORED_TRUE.has(raw);
}

function booleanCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<boolean> {
  return {
    columnType: 'boolean',
    ...foreignIntegers(constraints),
    constraints: [],
    parse: (input) => (typeof input === 'boolean' ? input : NOT_A_BOOLEAN),
    parseText: readBooleanText,
    toDriver: TO_DRIVER[dialect],
    fromDriver: isTrue,
    toJson: (value) => value,
    toText: (raw) => {
      if (isTrue(raw)) return 'true';
      return raw === 'f' || raw === 0 || STORED_FALSE.has(raw) ? 'false' : storedValueText(raw);
    },
  };
}

/** `true` or `false`, and nothing that looks like them. */
export const booleanColumn: ColumnType = {
  applicable: ['databaseType'],
  operators: EQUALITY_OPERATORS,
  sortable: true,
  catalogued: ['bool'],
  property: () => 'boolean',
  sample: (_field, seed) => seed % 2 === 1,
  problems: () => [],
  codec: ({ constraints }, dialect) => booleanCodec(constraints, dialect),
  describe: () => sameEverywhere({ type: 'boolean' }, true),
};
