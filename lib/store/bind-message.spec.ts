import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import { RowsQuery } from './rows-query.js';
import { prepared } from './sql-syntax.js';

const client = new pg.Client({
  connectionString:
    process.env.LIGHTAPI_TEST_POSTGRES ?? 'postgresql://postgres@127.0.0.1:5432/test',
  connectionTimeoutMillis: 3_000,
});
const ECHO = prepared('select $1::text, $2::bytea, $3::text, $4::bigint', ['a', 'b', 'c', 'd']);
const NOTHING = prepared('select 1 where false', ['a']);

const text = fc.option(fc.string({ unit: 'binary' }).map((made) => made.replaceAll('\0', '')));
const bytes = fc.option(fc.uint8Array());
const parameters = fc.tuple(text, bytes, text, fc.option(fc.bigInt({ min: -9n, max: 9n })));

describe('a statement that the connection knows', () => {
  let reason: unknown;

  beforeAll(async () => {
    reason = await client.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (reason === undefined) await rowsOf(ECHO, ['', null, '', null]);
  });

  afterAll(() => client.end());

  it('gets each parameter as it is: texts, bytes and null', async ({ skip }) => {
    skip(reason !== undefined, String(reason));

    await fc.assert(
      fc.asyncProperty(parameters, async ([first, second, third, fourth]) => {
        const [row] = await rowsOf(ECHO, [first, second, third, fourth]);

        const hex = second && `\\x${Buffer.from(second).toString('hex')}`;
        expect(row).toEqual([first, hex, third, fourth === null ? null : String(fourth)]);
      }),
      { numRuns: 300 },
    );
  });

  it('gets a parameter that is longer than any buffer', async ({ skip }) => {
    skip(reason !== undefined, String(reason));
    const long = 'é😀'.repeat(100_000);

    expect((await rowsOf(ECHO, [long, null, 'x', null]))[0]).toEqual([long, null, 'x', null]);
  });

  it('is run again and again without parameters', async ({ skip }) => {
    skip(reason !== undefined, String(reason));

    for (let turn = 0; turn < 3; turn += 1) expect(await rowsOf(NOTHING, [])).toEqual([]);
  });

  it('leaves the connection in order when it is refused', async ({ skip }) => {
    skip(reason !== undefined, String(reason));

    await expect(rowsOf(ECHO, ['x', null, null, 'no number'])).rejects.toThrow(/bigint/);
    expect((await rowsOf(ECHO, ['x', null, null, '5']))[0]).toEqual(['x', null, null, '5']);
  });
});

function rowsOf(statement: typeof ECHO, values: readonly DriverValue[]): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    const query = new RowsQuery(statement, values, (error) => {
      if (error) reject(error);
      else resolve(query.rows);
    });
    client.query(query);
  });
}
