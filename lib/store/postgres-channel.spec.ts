import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { BookWrites, POSTGRES, upTo } from '../../test/support/book-writes.js';
import { PostgresChannel } from './postgres-channel.js';
import type { KeyedStatement } from './statement.interface.js';

/** Each row says by which statement it was found. */
const STATEMENT = 'pg_backend_pid() || statement_timestamp()::text as "statement"';
const COLUMNS = ['id', 'statement'];
const FIND: KeyedStatement = {
  sql: `select $1::text as "id", ${STATEMENT}`,
  name: 'test_find',
  columns: COLUMNS,
  many: {
    sql: `select key::text as "id", ${STATEMENT} from unnest($1::int[]) key`,
    name: 'test_find_many',
    columns: COLUMNS,
  },
  keyAt: 0,
};

describe.skipIf(POSTGRES.missing)('keys that are asked for in one turn', () => {
  let books: BookWrites;
  beforeEach(async () => {
    books = await BookWrites.open();
    await vi.waitUntil(() => books.lanes.room() > 0, 5000);
  });
  afterEach(async () => {
    await books.close();
  });

  it('are asked for by a few statements on a connection that waits for no answer', async () => {
    expect(await sizes(books.channel)).toEqual([10, 10]);
  });

  it('are asked for at once where each statement would need a connection of its own', async () => {
    expect(await sizes(new PostgresChannel(books.pool))).toEqual([20]);
  });
});

/** How many of twenty keys each statement has found. */
async function sizes(channel: PostgresChannel): Promise<number[]> {
  const found = (await Promise.all(upTo(20).map((key) => channel.read(FIND, [key])))).flat();
  expect(found.map(([id]) => Number(id))).toEqual(upTo(20));
  const statements = Map.groupBy(found, ([, statement]) => statement);
  return [...statements.values()].map(({ length }) => length);
}
