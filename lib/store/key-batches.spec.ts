import { describe, expect, it } from 'vitest';

import type { DriverValue } from '../column/column-codec.interface.js';
import { KeyBatches } from './key-batches.js';
import type { Row } from './row.interface.js';
import type { KeyedStatement, Statement } from './statement.interface.js';

const columns = ['id', 'name'];

function keyed(table: string): KeyedStatement {
  const select = `select * from ${table} where`;
  const many = { sql: `${select} id = any($1)`, name: undefined, columns };
  return { sql: `${select} id = $1`, name: undefined, columns, many, keyAt: 0 };
}

/** A table of the ids 1 to 1000, and what it was asked. */
function table(refuse?: (sql: string, value: DriverValue) => Error | undefined) {
  const asked: { sql: string; value: DriverValue }[] = [];
  const send = ({ sql }: Statement, [value = null]: readonly DriverValue[]) => {
    asked.push({ sql, value });
    const error = refuse?.(sql, value);
    if (error) return Promise.reject(error);
    const ids = String(value).replace(/[{}]/g, '').split(',').map(Number);
    const rows: Row[] = ids.filter((id) => id <= 1000).map((id) => [String(id), `name ${id}`]);
    return Promise.resolve(rows.reverse());
  };
  return { asked, batches: new KeyBatches(send) };
}

describe('reads by key of one turn', () => {
  it('are one statement, and each gets its own row', async () => {
    const { asked, batches } = table();
    const books = keyed('books');

    const found = await Promise.all([7, 3, 7, 2000].map((id) => batches.find(books, id)));

    expect(found).toEqual([[['7', 'name 7']], [['3', 'name 3']], [['7', 'name 7']], []]);
    expect(asked).toEqual([{ sql: books.many.sql, value: '{7,3,2000}' }]);
  });

  it('are the plain statement where there is one', async () => {
    const { asked, batches } = table();
    const books = keyed('books');

    await batches.find(books, 7);

    expect(asked).toEqual([{ sql: books.sql, value: 7 }]);
  });

  it('are apart for statements that are not the same', async () => {
    const { asked, batches } = table();
    const [books, others] = [keyed('books'), keyed('books')];

    await Promise.all([books, books, others, others].map((one, at) => batches.find(one, at + 1)));

    expect(asked.map(({ value }) => value)).toEqual(['{1,2}', '{3,4}']);
  });

  it('are no larger than two hundred keys', async () => {
    const { asked, batches } = table();
    const books = keyed('books');

    const all = Array.from({ length: 450 }, (_, at) => batches.find(books, at + 1));
    await Promise.all(all);

    expect(asked.map(({ value }) => String(value).split(',').length)).toEqual([200, 200, 50]);
  });

  it('are asked one by one where the database refuses them together', async () => {
    const refusal = Object.assign(new Error('out of range'), { code: '22003' });
    const { batches } = table((_sql, value) => (String(value).includes('5') ? refusal : undefined));
    const books = keyed('books');

    const found = await Promise.allSettled([4, 5, 6].map((id) => batches.find(books, id)));

    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all fail where the database is gone, without asking again', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    const { asked, batches } = table(() => gone);
    const books = keyed('books');

    const found = await Promise.allSettled([4, 5, 6].map((id) => batches.find(books, id)));

    expect(found.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toHaveLength(1);
  });
});
