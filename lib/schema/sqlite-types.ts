import type { ColumnKind } from '../model/column-kind.js';
import type { MappedType } from './catalogue.interface.js';

/** `VARCHAR(160)`, `NUMERIC(10, 2)`, `UNSIGNED BIG INT`: a name, perhaps with numbers. */
const DECLARED = /^\s*([^(]*?)\s*(?:\(\s*([+-]?\d+)\s*(?:,\s*([+-]?\d+)\s*)?\).*)?$/s;

/** A declared type in parts. */
interface DeclaredType {
  /** As declared. */
  readonly text: string;
  /** In upper case, without numbers. */
  readonly name: string;
  readonly first: number | undefined;
  readonly second: number | undefined;
}

type Answer = (declared: DeclaredType) => MappedType;

const plain =
  (type: ColumnKind): Answer =>
  () => ({ type, constraints: {} });

const native =
  (type: ColumnKind): Answer =>
  ({ text }) => ({ type, constraints: { databaseType: text } });

/** Digits that SQLite's doubles keep, where the type gives none. */
const PRECISION = 15;

const decimal: Answer = ({ first = PRECISION, second, text }) => {
  const scale = second ?? (text.includes('(') ? 0 : undefined);
  if (scale === undefined || scale < 0 || scale > first)
    return { type: 'numeric', constraints: {} };
  return { type: 'decimal', constraints: { precision: first, scale, databaseType: text } };
};

const text: Answer = ({ name, first }) => {
  if (first !== undefined && first > 0)
    return { type: 'string', constraints: { maxLength: first } };
  return { type: name === 'TEXT' || name.includes('CLOB') ? 'text' : 'string', constraints: {} };
};

/**
 * What a declared type is to people, then what it is to SQLite by the rules of affinity, in their
 * order; the first that fits counts.
 *
 * @see https://www.sqlite.org/datatype3.html#determination_of_column_affinity
 */
const ANSWERS: readonly (readonly [pattern: RegExp, answer: Answer])[] = [
  [/^BOOL(EAN)?$/, native('boolean')],
  [/^(DATETIME|TIMESTAMP)/, native('datetime')],
  [/^DATE$/, native('date')],
  [/^TIME$/, native('time')],
  [/^JSON$/, native('json')],
  [/^(NUMERIC|DECIMAL|NUMBER|DEC|MONEY|SMALLMONEY)$/, decimal],
  [/^(BIGINT|INT8|UNSIGNED BIG INT)$/, plain('bigint')],
  [/INT/, plain('wide_int')],
  [/CHAR|CLOB|TEXT/, text],
  [/^(UUID|GUID|UNIQUEIDENTIFIER)$/, plain('string')],
  [/BLOB|BINARY/, plain('bytes')],
  [/REAL|FLOA|DOUB/, () => ({ type: 'float', constraints: { unbounded: true } })],
];

/** @param declared - as the table's SQL has it; empty where it gives no type */
export function mapSqliteType(declared: string): MappedType {
  const [, name = '', first, second] = DECLARED.exec(declared) ?? [];
  const upper = name.toUpperCase();
  const answer = ANSWERS.find(([pattern]) => pattern.test(upper))?.[1] ?? native('any');
  return answer({ text: declared, name: upper, first: numberOf(first), second: numberOf(second) });
}

/**
 * As `mapSqliteType`, in a `STRICT` table: `ANY` is the absence of a type there, and elsewhere a name that gives
 * the affinity NUMERIC.
 *
 * @see https://www.sqlite.org/stricttables.html
 */
export function mapStrictSqliteType(declared: string): MappedType {
  return mapSqliteType(declared.toUpperCase() === 'ANY' ? '' : declared);
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
