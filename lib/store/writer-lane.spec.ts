import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { BookWrites, MARK, POSTGRES, prepared, upTo } from '../../test/support/book-writes.js';
import { DeafPooler } from '../../test/support/deaf-pooler.js';
import { Lanes } from './lanes.js';
import { PostgresChannel } from './postgres-channel.js';

const WHERE = {
  sql: `select pg_backend_pid()::text as "pid", current_setting('lock_timeout') as "lock",
    current_setting('statement_timeout') as "statement"`,
  name: 'test_where',
  columns: ['pid', 'lock', 'statement'],
};
const SLOW_MARK = {
  ...prepared('insert into marks (id) select $1::int from pg_sleep(0.4)'),
  name: 'test_slow_mark',
};
const SOON_MARK = {
  ...prepared('insert into marks (id) select $1::int from pg_sleep(0.1)'),
  name: 'test_soon_mark',
};

const REACH_AWAY = {
  sql: 'select reach_away() as "away"',
  name: 'test_reach_away',
  columns: ['away'],
};

describe.skipIf(POSTGRES.missing)('the connection of writes', () => {
  let writes: BookWrites;
  beforeEach(async () => {
    writes = await BookWrites.open();
    await writes.opened();
  });
  afterEach(async () => {
    await writes.close();
  });

  it.each([
    ['one', 1],
    ['some', 3],
  ])('is impatient, and has all of them, also %s', async (_what, count) => {
    const [home, ...others] = await Promise.all(upTo(count).map(() => writes.write(WHERE, [])));

    expect(home).toEqual([[expect.any(String), '50ms', '150ms']]);
    expect(others.flat().map(([pid]) => pid)).toEqual(others.map(() => home?.[0]?.[0]));
    expect(await writes.backend()).not.toBe(Number(home?.[0]?.[0]));
  });

  it('leaves writes that take longer than it may wait to others, once', async () => {
    await writes.other.query('create table marks (id int)');

    const alone = await writes.write(SLOW_MARK, [1]);
    await sleep(300);
    const together = await Promise.all([
      writes.write({ ...SLOW_MARK, name: 'other' }, [2]),
      writes.write(MARK, [3]),
    ]);

    expect([alone, ...together]).toEqual([[['1']], [['2']], [['3']]]);
    const { rows } = await writes.other.query<{ id: number }>('select id from marks order by id');
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('is not tried again with what took longer', async () => {
    await writes.other.query('create table marks (id int)');
    await writes.write(SLOW_MARK, [1]);
    const [[pid] = []] = await writes.write(WHERE, []);

    await writes.write(SLOW_MARK, [2]);

    const sql = 'select query from pg_stat_activity where pid = $1';
    expect((await writes.other.query(sql, [pid])).rows).toEqual([{ query: WHERE.sql }]);
  });

  it('is replaced by others while it is gone', async () => {
    const [[pid] = []] = await writes.write(WHERE, []);
    await writes.other.query('select pg_terminate_backend($1)', [pid]);

    await Promise.allSettled([writes.insert(1)]);
    await Promise.all([writes.insert(2), writes.insert(3)]);

    expect((await writes.stored()).slice(-2)).toEqual(['t2', 't3']);
  });

  /** The code of another session's end, as of a foreign table's: this one goes on. */
  it('is kept where a statement fails with the code of a lost connection', async () => {
    await writes.other.query(`create function reach_away() returns int language plpgsql as $$
      begin raise exception 'it is away' using errcode = '08006'; end $$`);
    const [[pid] = []] = await writes.write(WHERE, []);

    const failed = writes.write(REACH_AWAY, []);

    await expect(failed).rejects.toMatchObject({ code: '08006' });
    expect(await writes.write(WHERE, [])).toEqual([[pid, '50ms', '150ms']]);
  });

  it('is closed behind the write that is under way', async () => {
    await writes.other.query('create table marks (id int)');
    const slow = writes.write(SOON_MARK, [1]);
    await vi.waitUntil(() => writes.lanes.writer.load() !== 0);

    await writes.lanes.close();

    expect(await slow).toEqual([['1']]);
    expect(await writes.count('marks')).toBe(1);
  });

  it('is left alone where the server was not told how impatient it is', async () => {
    await using pooler = await DeafPooler.start(writes.url);
    const behind = new pg.Pool({ connectionString: pooler.url, max: 5 });
    const lane = new Lanes(behind, { count: 1, silence: 10_000 });
    const through = new PostgresChannel(behind, lane);
    await through.write(WHERE, []);
    await vi.waitUntil(() => pooler.ended.some((sent) => sent.includes('as lock_timeout')));

    const [[, lock, statement] = []] = await through.write(WHERE, []);
    const batch = await Promise.all([through.write(WHERE, []), through.write(WHERE, [])]);

    expect([lock, statement]).toEqual(['0', '0']);
    expect(batch.flat().map((row) => row.slice(1))).toEqual([
      ['50ms', '150ms'],
      ['50ms', '150ms'],
    ]);
    expect(lane.writer.load()).toBeUndefined();
    await Promise.all([lane.close(), behind.end()]);
  });
});
