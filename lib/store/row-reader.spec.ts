import { EventEmitter } from 'node:events';

import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { POSTGRES } from '../../test/support/book-writes.js';
import type { TestDatabase } from '../../test/support/servers.js';
import type { Row } from './row.interface.js';
import { readRows, RowReader } from './row-reader.js';

const ROW = 'D';
const COMPLETE = message('C', Buffer.from('SELECT 2\0'));
const READY = message('Z', Buffer.from('I'));

const field = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 9 }),
  fc.string({ unit: 'binary', maxLength: 9 }),
  fc.constantFrom('é', 'a'.repeat(200), '日本語'.repeat(100), 'a'.repeat(2000)),
);
const row = fc.array(field, { maxLength: 6 }).map(rowMessage);
const answer = fc.array(fc.oneof(row, fc.constantFrom(COMPLETE, READY)), { maxLength: 12 });
/** The sizes of the pieces that a stream of bytes comes in; the last one brings the rest. */
const sizes = fc.array(fc.integer({ min: 1, max: 40 }));

describe('rows in a stream of messages', () => {
  it('are read in their order, and all else is left, wherever the stream is cut', () => {
    fc.assert(
      fc.property(answer, sizes, (messages, pieces) => {
        const sent = Buffer.concat(messages);
        const seen: Buffer[] = [];
        const reader = new RowReader(
          (fields) => seen.push(rowMessage(fields as (string | null)[])),
          (bytes) => seen.push(Buffer.from(bytes)),
        );

        for (const chunk of cut(sent, pieces)) reader.read(chunk);

        expect(Buffer.concat(seen)).toEqual(sent);
      }),
    );
  });

  it.each<(string | null)[]>([
    [],
    ['1', null, '', 'Emma'],
    ['é', '日本語', 'plain', '😀'],
    ['a'.repeat(128), null, 'é'.repeat(200)],
  ])('of %j is read here', (...fields) => {
    expect(readAlone(rowMessage(fields))).toEqual([fields]);
  });

  it('that are long are left to others', () => {
    expect(readAlone(rowMessage(['a'.repeat(2000)]))).toEqual([]);
  });
});

describe.skipIf(POSTGRES.missing)('a connection whose rows are read here', () => {
  const MIXED = `
    select n, nullif(n % 3, 0) as rest, repeat('é', n % 5) || 'x' as accents, repeat('long ', n * 9) as long
    from generate_series(1, 500) n`;
  let home: TestDatabase;
  let client: pg.Client;
  let events: EventEmitter;

  beforeAll(async () => {
    home = await POSTGRES.create();
    client = new pg.Client({ connectionString: home.url });
    events = (client as unknown as { connection: EventEmitter }).connection;
    readRows(client);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await home.drop();
  });

  it('gives what pg reads', async () => {
    const other = new pg.Client({ connectionString: home.url });
    await other.connect();
    const { rows } = await other.query<object>(MIXED);
    await other.end();

    expect((await client.query<object>(MIXED)).rows).toEqual(rows);
  });

  it('leaves long rows to pg, and no short one', async () => {
    const counted = { ours: 0, theirs: 0 };
    const count = (row: object) => (counted['fieldCount' in row ? 'theirs' : 'ours'] += 1);
    events.on('dataRow', count);
    await client.query(`select repeat('a', n * 300) from generate_series(1, 4) n`);
    events.off('dataRow', count);

    expect(counted).toEqual({ ours: 3, theirs: 1 });
  });

  it('goes on behind an error', async () => {
    await expect(client.query('select 1 / 0')).rejects.toThrow('division by zero');
    expect((await client.query<object>('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});

function readAlone(bytes: Buffer): Row[] {
  const rows: Row[] = [];
  const reader = new RowReader(
    (fields) => rows.push(fields),
    () => undefined,
  );
  reader.read(bytes);
  return rows;
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  let at = 0;
  const pieces = sizes.map((size) => bytes.subarray(at, (at += size)));
  return [...pieces, bytes.subarray(at)];
}

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html */
function rowMessage(fields: readonly (string | null)[]): Buffer {
  const parts = fields.flatMap((text) => {
    if (text === null) return [int32(-1)];
    const bytes = Buffer.from(text);
    return [int32(bytes.length), bytes];
  });
  return message(ROW, Buffer.concat([int32(fields.length).subarray(2), ...parts]));
}

function message(code: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(code), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
