import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import type { DriverValue } from '../column/column-codec.interface.js';
import { KeyBatches } from './key-batches.js';
import type { Row } from './row.interface.js';
import type { KeyedStatement, SendStatement, Statement } from './statement.interface.js';
import { Turn } from './turn.js';

const columns = ['id', 'name'];

function keyed(table: string): KeyedStatement {
  const select = `select * from ${table} where`;
  const many = { sql: `${select} id = any($1)`, name: undefined, columns };
  return { sql: `${select} id = $1`, name: undefined, columns, many, keyAt: 0 };
}

function batchesOf(send: SendStatement, room = 64, alone = send): KeyBatches {
  return new KeyBatches({ send, alone, turn: new Turn(), room: () => room });
}

/** As a statement is given keys: at least ten, as PostgreSQL plans shorter lists again each time. */
function listOf(...keys: number[]): string {
  const last = keys.at(-1);
  while (keys.length < 10) keys.push(last!);
  return `{${keys.join(',')}}`;
}

/** The keys of such a list. */
function keysIn(list: DriverValue): number[] {
  return [...new Set(String(list).replace(/[{}]/g, '').split(','))].map(Number);
}

interface TableOptions {
  readonly refuse?: (keys: readonly number[]) => Error | undefined;
  readonly room?: number;
}

/** A table of the ids 1 to 1000, and what it was asked. */
function table({ refuse, room }: TableOptions = {}) {
  const asked: { sql: string; value: DriverValue }[] = [];
  /** Those of them that were sent alone. */
  const alone: DriverValue[] = [];
  const send = ({ sql }: Statement, [value = null]: readonly DriverValue[]) => {
    asked.push({ sql, value });
    const keys = keysIn(value);
    const error = refuse?.(keys);
    if (error) return Promise.reject(error);
    const rows: Row[] = keys.filter((id) => id <= 1000).map((id) => [String(id), `name ${id}`]);
    return Promise.resolve(rows.reverse());
  };
  const sendAlone: SendStatement = (statement, values) => {
    alone.push(...values);
    return send(statement, values);
  };
  return { asked, alone, batches: batchesOf(send, room, sendAlone) };
}

/** What becomes of reads of some keys, one of which makes its statement fail. */
async function outcomes(keys: readonly number[], failing: number, error: Error) {
  const refuse = (asked: readonly number[]) => (asked.includes(failing) ? error : undefined);
  const { asked, batches } = table({ refuse });
  const books = keyed('books');
  const found = await Promise.allSettled(keys.map((key) => batches.find(books, key)));
  return { found, asked: asked.map(({ value }) => keysIn(value).length) };
}

/** `1` to a number. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

describe('reads by key of one turn', () => {
  it('are one statement, and each gets its own row', async () => {
    const { asked, batches } = table();
    const books = keyed('books');

    const found = await Promise.all([7, 3, 7, 2000].map((id) => batches.find(books, id)));

    expect(found).toEqual([[['7', 'name 7']], [['3', 'name 3']], [['7', 'name 7']], []]);
    expect(asked).toEqual([{ sql: books.many.sql, value: listOf(7, 3, 2000) }]);
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

    expect(asked.map(({ value }) => value)).toEqual([listOf(1, 2), listOf(3, 4)]);
  });

  it.each([
    [15, [15]],
    [16, [8, 8]],
    [17, [8, 9]],
    [23, [11, 12]],
    [25, [8, 8, 9]],
    [41, [8, 8, 8, 8, 9]],
    [57, [8, 8, 8, 8, 8, 8, 9]],
    [64, Array.from({ length: 8 }, () => 8)],
    [121, [15, 15, 15, 15, 15, 15, 15, 16]],
    [202, [...Array.from({ length: 8 }, () => 25), 2]],
  ])('are %d keys in a few statements', async (count, sizes) => {
    const { asked, batches } = table();
    const books = keyed('books');

    const found = await Promise.all(upTo(count).map((key) => batches.find(books, key)));

    expect(asked.map(({ value }) => keysIn(value).length)).toEqual(sizes);
    expect(found.map(([row]) => Number(row?.[0]))).toEqual(upTo(count));
  });

  it.each([
    [0, [64]],
    [1, [64]],
    [3, [21, 21, 22]],
  ])('are no more statements than there is room for: %d', async (room, sizes) => {
    const { asked, batches } = table({ room });
    const books = keyed('books');

    await Promise.all(upTo(64).map((key) => batches.find(books, key)));

    expect(asked.map(({ value }) => keysIn(value).length)).toEqual(sizes);
  });

  it('are answered where others of the same turn are refused', async () => {
    const refusal = Object.assign(new Error('out of range'), { code: '22003' });

    const { found, asked } = await outcomes(upTo(24), 9, refusal);

    expect(found.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(found[8]).toEqual({ status: 'rejected', reason: refusal });
    expect(found[15]).toEqual({ status: 'fulfilled', value: [['16', 'name 16']] });
    expect(asked).toEqual([8, 8, 8, ...Array.from({ length: 8 }, () => 1)]);
  });

  it('are answered where the connection of others is lost', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'ECONNRESET' });

    const { found, asked } = await outcomes(upTo(16), 1, gone);

    const expected = upTo(16).map((key) => (key <= 8 ? 'rejected' : 'fulfilled'));
    expect(found.map(({ status }) => status)).toEqual(expected);
    expect(asked).toHaveLength(2);
  });

  it('are asked one by one where the database refuses them together', async () => {
    const refusal = Object.assign(new Error('out of range'), { code: '22003' });

    const { found } = await outcomes([4, 5, 6], 5, refusal);

    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all fail where the database is gone, without asking again', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    const { asked, batches } = table({ refuse: () => gone });
    const books = keyed('books');

    const found = await Promise.allSettled([4, 5, 6].map((id) => batches.find(books, id)));

    expect(found.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toHaveLength(1);
  });
});

describe('reads by key where one takes too long', () => {
  const canceled = Object.assign(new Error('statement timeout'), { code: '57014' });
  const refuse = (keys: readonly number[]) => (keys.includes(5) ? canceled : undefined);

  it('are asked again, each on a connection where nobody waits behind it', async () => {
    const { alone, batches } = table({ refuse });
    const books = keyed('books');

    const found = await Promise.allSettled([4, 5, 6].map((id) => batches.find(books, id)));

    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(found[1]).toEqual({ status: 'rejected', reason: canceled });
    expect(alone).toEqual([4, 5, 6]);
  });

  it.each([
    ['of several', [4, 5, 6]],
    ['of one', [5]],
  ])('are not together for a minute behind a statement %s', async (_, keys) => {
    const { asked, alone, batches } = table({ refuse });
    const [books, others] = [keyed('books'), keyed('others')];
    const find = (statement: KeyedStatement, ids: readonly number[]) =>
      Promise.allSettled(ids.map((id) => batches.find(statement, id)));
    await find(books, keys);

    const begun = asked.length;
    alone.length = 0;
    await find(books, [7, 8, 7]);
    await find(others, [7, 8]);
    later(60_000);
    await find(books, [7, 8]);

    expect(alone).toEqual([7, 8]);
    expect(asked.slice(begun).map(({ value }) => value)).toEqual([
      7,
      8,
      listOf(7, 8),
      listOf(7, 8),
    ]);
  });
});

/** Puts the clock forward. */
function later(ms: number): void {
  const now = performance.now() + ms;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now);
  onTestFinished(() => {
    clock.mockRestore();
  });
}

describe('reads by key that come while others are on their way', () => {
  it('do not wait for those', async () => {
    const { asked, batches, answer } = slowTable();
    const books = keyed('books');

    const first = [1, 2].map((id) => batches.find(books, id));
    await nextTurn();
    const second = [3, 4].map((id) => batches.find(books, id));
    await nextTurn();
    const before = [...asked];
    answer();
    answer();

    expect(before).toEqual([listOf(1, 2), listOf(3, 4)]);
    expect((await Promise.all([...first, ...second])).flat(2)).toEqual(['1', '2', '3', '4']);
  });

  it('know nothing of how those end', async () => {
    const { batches, fail, answer } = slowTable();
    const books = keyed('books');

    const first = Promise.allSettled([1, 2].map((id) => batches.find(books, id)));
    await nextTurn();
    const second = [3, 4].map((id) => batches.find(books, id));
    await nextTurn();
    fail(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
    answer();

    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await Promise.all(second)).flat(2)).toEqual(['3', '4']);
  });
});

/** Answers each statement, the oldest first, when it is told to. */
function slowTable() {
  const asked: string[] = [];
  const waiting: PromiseWithResolvers<readonly Row[]>[] = [];
  const send = (_statement: Statement, [value = null]: readonly DriverValue[]) => {
    asked.push(String(value));
    const answer = Promise.withResolvers<readonly Row[]>();
    waiting.push(answer);
    return answer.promise;
  };
  let at = 0;
  return {
    asked,
    batches: batchesOf(send),
    answer: () => {
      waiting[at]?.resolve(keysIn(asked[at]!).map((id) => [String(id)]));
      at += 1;
    },
    fail: (error: Error) => {
      waiting[at++]?.reject(error);
    },
  };
}
