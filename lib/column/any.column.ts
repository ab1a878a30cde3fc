import type { FieldConstraints } from '../model/field-model.interface.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { EQUALITY_OPERATORS } from './filter-operators.js';
import { NOT_FINITE } from './number-value.js';
import { EXACT_INTEGERS, storedValueText } from './stored-value.js';
import { storedText } from './text.codec.js';
import { readText } from './text-value.js';
import type { ValueDescription } from './value-description.interface.js';

const NOT_SCALAR = new InvalidValue('any_type', 'Input should be a string or a number');
const BECOMES_NUMBER = new InvalidValue(
  'any_number',
  'Input should be a number: the column would make one of this text',
);
const ROUNDED = new InvalidValue(
  'any_number',
  'Input should be a number that JSON holds without loss',
);

/** What a column of the affinity NUMERIC makes a number of; told in linear time. */
const NUMERIC_TEXT = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;

function readNumber(input: number): number | InvalidValue {
  if (!Number.isFinite(input)) return NOT_FINITE;
  return Number.isInteger(input) && !Number.isSafeInteger(input) ? ROUNDED : input + 0;
}

function readAny(input: unknown, hasAffinity: boolean): string | number | InvalidValue {
  if (typeof input === 'number') return readNumber(input);
  if (typeof input !== 'string') return NOT_SCALAR;
  return hasAffinity && NUMERIC_TEXT.test(input) ? BECOMES_NUMBER : readText(input);
}

/** The text of a number, or of a text in quotes. */
function readQuoted(text: string): string | number | InvalidValue {
  if (isNumberText(text)) return Number(text);
  return readText(isQuoted(text) ? text.slice(1, -1) : text);
}

/** Where `1` and `"1"` are two values, the latter has quotes, and so has what has some already. */
function quotedText(value: string | number): string {
  const text = String(value);
  const isPlain = typeof value === 'number' || !(isNumberText(text) || isQuoted(text));
  return isPlain ? text : `"${text}"`;
}

function isNumberText(text: string): boolean {
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text;
}

function isQuoted(text: string): boolean {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"');
}

/** A number that is compared with text is found where the column has an affinity, and only there. */
function textReading(hasAffinity: boolean) {
  return hasAffinity ? { parseText: readText } : { parseText: readQuoted, asText: quotedText };
}

function anyCodec({ databaseType = '' }: FieldConstraints): ColumnCodec<string | number> {
  return {
    // MikroORM knows no column without a type.
    columnType: databaseType.trim() === '' ? 'any' : databaseType,
    constraints: [],
    ...EXACT_INTEGERS,
    parse: (input) => readAny(input, databaseType !== ''),
    ...textReading(databaseType !== ''),
    toDriver: (value) => value,
    fromDriver: (raw) => (typeof raw === 'number' ? raw : storedText(raw)),
    toJson: (value) => value,
    toText: storedValueText,
  };
}

const SCALAR = { type: ['string', 'number'] } as const;

const DESCRIPTION: ValueDescription = {
  input: SCALAR,
  output: SCALAR,
  text: { type: 'string' },
  samples: ['text', 1],
};

/**
 * SQLite's column of no type, or of one that it does not know either: texts and numbers, as they
 * are stored.
 *
 * @see https://www.sqlite.org/datatype3.html#determination_of_column_affinity
 */
export const anyColumn: ColumnType = {
  applicable: ['databaseType'],
  operators: EQUALITY_OPERATORS,
  sortable: false,
  property: () => 'string | number',
  sample: ({ name }, seed) => `${name} ${seed}`,
  problems: () => [],
  codec: ({ constraints }) => anyCodec(constraints),
  describe: () => DESCRIPTION,
};
