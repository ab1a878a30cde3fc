import type { Column } from '@mikro-orm/sql';

import type { ColumnKind } from '../model/column-kind.js';
import { mapSqliteType } from '../schema/sqlite-types.js';
import { quote } from '../store/sql-syntax.js';

/** A condition on a value, or what it becomes; given its SQL. */
type OfValue = (value: string) => string;

const DAY = '[0-9]'.repeat(4) + '-[0-9][0-9]'.repeat(2);
const TIME = '[0-9][0-9]:[0-9][0-9]:[0-9][0-9].' + '[0-9]'.repeat(6);
const MIDNIGHT = ' 00:00:00.000000';

/** @param parts - that the day and the time in a value are some that there are */
const text =
  (pattern: string, parts: readonly OfValue[]): OfValue =>
  (value) =>
    [
      `typeof(${value}) = 'text'`,
      `${value} glob '${pattern}'`,
      ...parts.map((is) => is(value)),
    ].join(' and ');
const isDay: OfValue = (value) => `date(substr(${value}, 1, 10)) is substr(${value}, 1, 10)`;
const isTime: OfValue = (value) => `time(substr(${value}, -15, 8)) is substr(${value}, -15, 8)`;
const integer: OfValue = (value) => `typeof(${value}) = 'integer'`;
const number: OfValue = (value) =>
  `typeof(${value}) in ('integer', 'real') and ${value} > -9e999 and ${value} < 9e999`;

/** Of the types that store no text, or texts of one form. */
const FORMS: Partial<Record<ColumnKind, OfValue>> = {
  date: text(DAY, [isDay]),
  datetime: text(`${DAY} ${TIME}`, [isDay, isTime]),
  time: text(TIME, [isTime]),
  boolean: (value) => `${value} in (0, 1)`,
  decimal: number,
  float: number,
  wide_int: integer,
  bigint: integer,
};

/** What is converted without a loss; all else is refused where its form is another. */
const CONVERSIONS: Partial<Record<ColumnKind, Partial<Record<ColumnKind, OfValue>>>> = {
  date: { datetime: (value) => `${value} || '${MIDNIGHT}'` },
  datetime: { date: (value) => `replace(${value}, '${MIDNIGHT}', '')` },
};

/** Of the affinity NUMERIC, which holds any form; of `numeric` alone it is not said. */
const TOLD_BY_NAME: readonly (ColumnKind | undefined)[] = [
  'date',
  'datetime',
  'time',
  'boolean',
  'decimal',
];

/** Whether two columns store their values in two forms, although their affinity is the same. */
export function isOtherForm(one: Column, other: Column): boolean {
  const [before, after] = [kindOf(one), kindOf(other)];
  // Who has no boolean may have called it a number of one digit.
  if ([one, other].some(isDigit) && [before, after].includes('boolean')) return false;
  return before !== after && [before, after].every((kind) => TOLD_BY_NAME.includes(kind));
}

/** A value of a column as another one stores it. */
export function converted(from: Column, to: Column): string {
  const [before, after] = [kindOf(from), kindOf(to)];
  const convert = before && after && CONVERSIONS[before]?.[after];
  const value = quote(from.name);
  return convert === undefined ? value : convert(value);
}

/**
 * Fails where a table has values in a column that its type does not store: the name of the constraint is what
 * SQLite tells then.
 *
 * @param table - where the values are by now, as its affinities have made them
 * @param name - what the table will be called
 */
export function formCheckSql(from: Column, to: Column, table: string, name: string): string[] {
  const after = kindOf(to);
  const isOfForm = after && FORMS[after];
  if (isOfForm === undefined || kindOf(from) === after) return [];
  const value = quote(to.name);
  const checked = quote(`${name}__lightapi_check`);
  const told = quote(`${name}.${to.name} has values that are no ${to.type}`);
  return [
    `create table ${checked} (n integer, constraint ${told} check (n = 0))`,
    `insert into ${checked} select count(*) from ${quote(table)} where ${value} is not null and not (${isOfForm(value)})`,
    `drop table ${checked}`,
  ];
}

function isDigit({ type }: Column): boolean {
  const { precision, scale } = mapSqliteType(type).constraints;
  return precision === 1 && scale === 0;
}

function kindOf({ type }: Column): ColumnKind | undefined {
  return mapSqliteType(type).type;
}
