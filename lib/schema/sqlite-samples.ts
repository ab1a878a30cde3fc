import { formOfMoment } from '../column/sqlite-moments.js';
import { formOfTime } from '../column/sqlite-times.js';
import type { ColumnKind } from '../model/column-kind.js';
import type { ReflectedColumn } from '../model/reflected-table.interface.js';

/** Runs a statement with parameters. */
export type RunSql = <T>(sql: string, ...parameters: readonly unknown[]) => Promise<T[]>;

/** Rows that are looked at for a value: all of a table may have none. */
const SAMPLE_ROWS = 100;

/** What SQLite's own clock writes, by the default that asks it. */
const CLOCKS: Partial<Record<ColumnKind, readonly [asked: RegExp, form: string]>> = {
  datetime: [/^\(?current_timestamp\)?$/i, 'YYYY-MM-DD HH:MM:SS'],
  time: [/^\(?current_time\)?$/i, 'HH:MM:SS'],
};

/**
 * A column of moments or times, with the form in which its rows hold them. SQLite has no type for them, and
 * compares what is stored: a text in another form would be found nowhere.
 */
export async function withStoredForm(
  column: ReflectedColumn,
  table: string,
  run: RunSql,
): Promise<ReflectedColumn> {
  const { type, name } = column;
  if (type !== 'datetime' && type !== 'date' && type !== 'time') return column;
  const formOf = type === 'time' ? formOfTime : formOfMoment;
  const form = formOf(await sample(name, table, run)) ?? formOfDefault(column);
  if (form === undefined || (type === 'date' && form === 'YYYY-MM-DD')) return column;
  return {
    ...column,
    type: type === 'time' ? 'time' : 'datetime',
    constraints: { ...column.constraints, storedAs: form },
  };
}

/** A column of a key, with whether some row has nothing in it. The key's index tells, which is searched for its
 * first column, and read for others. */
export async function withNulls(
  column: ReflectedColumn,
  table: string,
  run: RunSql,
): Promise<ReflectedColumn> {
  const empty = `select 1 from ${quoted(table)} where ${quoted(column.name)} is null`;
  const [row] = await run<{ readonly found: number }>(`select exists (${empty}) as found`);
  return row?.found === 1 ? { ...column, holdsNull: true } : column;
}

function formOfDefault({ type, defaultSql }: ReflectedColumn): string | undefined {
  const [asked, form] = (type && CLOCKS[type]) ?? [];
  return asked?.test(defaultSql ?? '') === true ? form : undefined;
}

async function sample(column: string, table: string, run: RunSql): Promise<unknown> {
  const name = quoted(column);
  const some = `select ${name} as value from ${quoted(table)} limit ${SAMPLE_ROWS}`;
  const [row] = await run<{ readonly value: unknown }>(
    `select value from (${some}) where value is not null limit 1`,
  );
  return row?.value;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
