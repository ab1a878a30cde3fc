import type { Dialect } from '../model/dialect.js';
import type { Row } from './row.interface.js';

/** A statement that tells how many rows another would return, without running it. */
export interface RowEstimate {
  readonly sql: string;
  /** Of its result. */
  readonly column: string;
  /** `undefined` where the database answers in a way that is not known here. */
  read(rows: readonly Row[]): number | undefined;
}

/** PostgreSQL's planner has statistics of every table; SQLite's says nothing of rows. */
export const ROW_ESTIMATES: Record<Dialect, ((query: string) => RowEstimate) | undefined> = {
  postgresql: (query) => ({
    sql: `explain (format json) ${query}`,
    column: 'QUERY PLAN',
    read: ([row]) => planRows(row?.[0]),
  }),
  sqlite: undefined,
};

function planRows(answer: unknown): number | undefined {
  const plans = (typeof answer === 'string' ? JSON.parse(answer) : answer) as
    readonly { readonly Plan?: { readonly 'Plan Rows'?: unknown } }[] | undefined;
  const rows = plans?.[0]?.Plan?.['Plan Rows'];
  return typeof rows === 'number' ? rows : undefined;
}
