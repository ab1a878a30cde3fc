import Database from 'better-sqlite3';
import pg from 'pg';

/** Runs SQL beside the application, on a connection of its own; the rows of the last statement. */
export async function runSql(url: string, sql: string): Promise<readonly any[]> {
  return url.startsWith('sqlite:')
    ? runOnSqlite(url.slice('sqlite:'.length), sql)
    : runOnPostgres(url, sql);
}

/**
 * Stores `count` rows by one statement.
 *
 * @param columns - of the table, with SQL for their values, in which `i` counts from 1
 */
export async function insertMany(
  url: string,
  table: string,
  count: number,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const all = { ...columns, created_at: MOMENT, updated_at: MOMENT, version: '1' };
  const names = Object.keys(all).map((name) => `"${name}"`);
  await runSql(
    url,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
     insert into "${table}" (${names.join(', ')}) select ${Object.values(all).join(', ')} from n`,
  );
}

const MOMENT = `'2024-01-01 00:00:00.000000'`;

function runOnSqlite(file: string, sql: string): readonly any[] {
  const database = new Database(file);
  try {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all();
    statement.run();
    return [];
  } finally {
    database.close();
  }
}

async function runOnPostgres(url: string, sql: string): Promise<readonly any[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
