import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { DeafPooler } from '../../test/support/deaf-pooler.js';
import { SERVERS, type TestDatabase } from '../../test/support/servers.js';
import type { DriverValue } from '../column/column-codec.interface.js';
import { Lanes } from './lanes.js';
import { PostgresChannel } from './postgres-channel.js';
import type { Statement } from './statement.interface.js';

const POSTGRES = SERVERS[1]!;

const INSERT = prepared('insert into books (id, title, pages) values ($1, $2, $3)');
const RENAME = prepared('update books set title = $2 where id = $1');
const MARK = prepared('insert into marks (id) values ($1)');
const SLEEP = {
  sql: `select pg_sleep(0.01)::text as "slept"`,
  name: 'test_sleep',
  columns: ['slept'],
};
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
const NOTE = prepared('insert into notes (book, later) values ($1, $2)');

function prepared(sql: string): Statement {
  const columns = sql.includes('books') ? ['id', 'title'] : [/\((\w+)/.exec(sql)?.[1] ?? ''];
  const name = `test_${sql.split(' ').slice(0, 3).join('_')}`;
  return { sql: `${sql} returning ${columns.join(', ')}`, name, columns };
}

describe.skipIf(POSTGRES.missing)('writes of one turn on PostgreSQL', () => {
  let home: TestDatabase;
  let pool: pg.Pool;
  let lanes: Lanes;
  let other: pg.Client;
  let channel: PostgresChannel;
  beforeEach(async () => {
    home = await POSTGRES.create();
    pool = new pg.Pool({ connectionString: home.url, max: 5 });
    pool.on('error', () => undefined);
    lanes = new Lanes(pool, { count: 1, silence: 10_000 });
    channel = new PostgresChannel(pool, lanes);
    other = new pg.Client(home.url);
    await other.connect();
    await other.query(`
      create table books (id int primary key, title text unique, pages int check (pages > 0));
      create table notes (
        book int not null references books (id),
        later int references books (id) deferrable initially deferred
      );
      create function ban() returns trigger language plpgsql as $$
        begin if new.title like 'ban%' then raise exception 'banned'; end if; return new; end $$;
      create trigger ban before insert on books for each row execute function ban();
      create function kill() returns trigger language plpgsql as $$
        begin
          if new.title = 'kill' then perform pg_terminate_backend(pg_backend_pid()); end if;
          return new;
        end $$;
      create trigger kill after insert on books for each row execute function kill()`);
  });
  afterEach(async () => {
    await Promise.all([other.end(), lanes.close(), pool.end()]);
    await home.drop();
  });

  describe.each([
    ['their own connection', () => opened()],
    ['the pool', () => lanes.close()],
  ])('by %s', (_way, prepare) => {
    beforeEach(prepare);

    it('are one transaction, and each gets its own row', async () => {
      const made = await Promise.all(upTo(20).map((id) => insert(id)));

      expect(made).toEqual(upTo(20).map((id) => [[String(id), `t${id}`]]));
      expect(await transactions()).toBe(1);
    });

    it('are no more than 32 in one', async () => {
      await Promise.all(upTo(70).map((id) => insert(id)));

      expect(await stored()).toHaveLength(70);
      expect(await transactions()).toBe(3);
    });

    it('of several turns are not together', async () => {
      const first = [insert(1), insert(2)];
      await nextTurn();
      const second = [insert(3), insert(4)];
      await Promise.all([...first, ...second]);

      expect(await transactions()).toBe(2);
    });

    it('that come while one is on its way are together, behind it', async () => {
      const slow = write(SLEEP, []);
      await nextTurn();
      const first = insert(1);
      await nextTurn();
      await Promise.all([slow, first, insert(2), insert(3)]);

      expect(await transactions()).toBe(1);
    });

    it('do not wait for long for one that waits itself', async () => {
      await insert(1);
      await other.query('begin; update books set pages = 2 where id = 1');
      let isDone = false;
      const waiting = write(RENAME, [1, 'r1']).finally(() => (isDone = true));
      await nextTurn();

      await insert(2);
      await insert(3);

      expect(isDone).toBe(false);
      await other.query('commit');
      expect(await waiting).toEqual([['1', 'r1']]);
    });

    it('are prepared once on a connection, and go on to be right', async () => {
      for (let round = 0; round < 5; round += 1) {
        const ids = upTo(10).map((id) => 10 * round + id);
        const made = await Promise.all(ids.map((id) => insert(id)));
        const named = await Promise.all(ids.map((id) => write(RENAME, [id, `r${id}`])));

        expect(made).toEqual(ids.map((id) => [[String(id), `t${id}`]]));
        expect(named).toEqual(ids.map((id) => [[String(id), `r${id}`]]));
      }
      expect(await transactions()).toBe(5);
    });

    it.each([
      ['a unique title', () => insert(3, 't1'), '23505'],
      ['a check', () => insert(3, 't3', 0), '23514'],
      ['the key', () => insert(1, 'other'), '23505'],
      ['a foreign key', () => write(NOTE, [7, null]), '23503'],
      ['a deferred foreign key', () => write(NOTE, [1, 7]), '23503'],
      ['a trigger', () => insert(3, 'banned'), 'P0001'],
      ['the type of a value', () => insert(3, 't3', 'many'), '22P02'],
    ])(
      'fail alone where they violate %s, and the others are stored once',
      async (_w, odd, code) => {
        await insert(1);

        const all = await Promise.allSettled([insert(2), odd(), insert(4), insert(5)]);

        expect(all.map(endOf)).toEqual(['fulfilled', code, 'fulfilled', 'fulfilled']);
        expect(await stored()).toEqual(['t1', 't2', 't4', 't5']);
        expect(await count('notes')).toBe(0);
      },
    );

    it('go alone for a while after one was refused, and together again behind it', async () => {
      await Promise.all([backend(), backend()]);
      await Promise.allSettled([insert(1), insert(2, 't1')]);

      await Promise.all([insert(11), insert(12)]);
      expect(await transactions('id > 10')).toBe(2);

      await sleep(300);
      await Promise.all([insert(21), insert(22)]);
      expect(await transactions('id > 20')).toBe(1);
    });

    it('that are refused keep the connection', async () => {
      await insert(1);
      const before = await backend();
      let closed = 0;
      pool.on('remove', () => (closed += 1));

      const alone = await Promise.allSettled([insert(1)]);
      const after = await backend();
      const together = await Promise.allSettled([insert(2), insert(2)]);

      expect([...alone, ...together].map(endOf).sort()).toEqual(['23505', '23505', 'fulfilled']);
      expect(after).toBe(before);
      expect(closed).toBe(0);
    });

    it('do not wait for a row that somebody keeps, but for who writes that one', async () => {
      await Promise.all(upTo(10).map((id) => insert(id)));
      await other.query('begin; update books set pages = 2 where id = 3');
      const began = performance.now();

      const all = upTo(10).map((id) => write(RENAME, [id, `r${id}`]));
      const waiting = all[2]!;
      const others = await Promise.all(all.filter((one) => one !== waiting));
      const took = performance.now() - began;
      let isDone = false;
      void waiting.finally(() => (isDone = true));
      await sleep(50);
      const wasDone = isDone;
      await other.query('commit');

      expect(others).toHaveLength(9);
      expect(took).toBeLessThan(1000);
      expect(wasDone).toBe(false);
      expect(await waiting).toEqual([['3', 'r3']]);
    });

    it('in the opposite order of another instance end, and all are stored', async () => {
      await Promise.all(upTo(30).map((id) => insert(id)));
      const pools = upTo(2).map(() => new pg.Pool({ connectionString: home.url, max: 5 }));
      const ways = pools.map((one) => new Lanes(one, { count: 1, silence: 10_000 }));
      const channels = ways.map((way, at) => new PostgresChannel(pools[at]!, way));
      const began = performance.now();

      for (let round = 0; round < 10; round += 1) {
        const all = channels.flatMap((one, at) => {
          const ids = at === 0 ? upTo(30) : upTo(30).reverse();
          return ids.map((id) => one.write(RENAME, [id, `${round} ${at} ${id}`]));
        });
        expect((await Promise.all(all)).flat()).toHaveLength(60);
      }

      expect(performance.now() - began).toBeLessThan(10_000);
      await Promise.all([...ways.map((way) => way.close()), ...pools.map((one) => one.end())]);
    });

    it('go on where the type of a column has changed since they were prepared', async () => {
      await Promise.all([insert(1), insert(2)]);
      // Their plans would be outdated too, which PL/pgSQL tells nobody in time.
      await other.query('drop trigger ban on books; drop trigger kill on books');
      await other.query('alter table books alter column title type varchar(99)');

      const made = await Promise.all([insert(3), insert(4), insert(5)]);
      await sleep(300);
      const more = await Promise.all([insert(6), insert(7), write(RENAME, [1, 'x'])]);
      const last = await Promise.all([insert(8), insert(9), write(RENAME, [2, 'y'])]);

      expect([...made, ...more, ...last].flat().map(([id]) => id)).toEqual(
        [3, 4, 5, 6, 7, 1, 8, 9, 2].map(String),
      );
      expect(await stored()).toHaveLength(9);
    });

    it('are told nothing good, and not done again, where the server ends the connection', async () => {
      const all = await Promise.allSettled([insert(1), insert(2, 'kill'), insert(3)]);

      expect(all.map(endOf)).toEqual(['57P01', '57P01', '57P01']);
      expect(await stored()).toEqual([]);
      await Promise.all([insert(4), insert(5)]);
      expect(await stored()).toEqual(['t4', 't5']);
    });

    it('are stored where they were answered, and never twice, whoever ends connections', async () => {
      await other.query('create table marks (id int)');
      const answered: number[] = [];
      let next = 0;

      for (let round = 0; round < 30; round += 1) {
        const ids = upTo(16).map(() => (next += 1));
        const all = Promise.allSettled(
          ids.map((id) => write(MARK, [id]).then(() => answered.push(id))),
        );
        if (round % 2 > 0)
          await other.query(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`);
        await all;
      }

      const { rows } = await other.query<{ id: number; n: string }>(
        'select id, count(*) as n from marks group by id',
      );
      expect(rows.filter(({ n }) => n !== '1')).toEqual([]);
      const ids = new Set(rows.map(({ id }) => id));
      expect(answered.length).toBeGreaterThan(100);
      expect(answered.filter((id) => !ids.has(id))).toEqual([]);
    });
  });

  describe('by their own connection alone', () => {
    beforeEach(() => opened());

    it.each([
      ['one', 1],
      ['some', 3],
    ])('have a connection for themselves that is impatient, also %s', async (_what, count) => {
      const [home, ...others] = await Promise.all(upTo(count).map(() => write(WHERE, [])));

      expect(home).toEqual([[expect.any(String), '50ms', '150ms']]);
      expect(others.flat().map(([pid]) => pid)).toEqual(others.map(() => home?.[0]?.[0]));
      expect(await backend()).not.toBe(Number(home?.[0]?.[0]));
    });

    it('that take longer than their connection may wait are done all the same, once', async () => {
      await other.query('create table marks (id int)');

      const alone = await write(SLOW_MARK, [1]);
      await sleep(300);
      const together = await Promise.all([
        write({ ...SLOW_MARK, name: 'other' }, [2]),
        write(MARK, [3]),
      ]);

      expect([alone, ...together]).toEqual([[['1']], [['2']], [['3']]]);
      const { rows } = await other.query<{ id: number }>('select id from marks order by id');
      expect(rows.map(({ id }) => id)).toEqual([1, 2, 3]);
    });

    it('that took longer are not tried on it again', async () => {
      await other.query('create table marks (id int)');
      await write(SLOW_MARK, [1]);
      const [[pid] = []] = await write(WHERE, []);

      await write(SLOW_MARK, [2]);

      const sql = 'select query from pg_stat_activity where pid = $1';
      expect((await other.query(sql, [pid])).rows).toEqual([{ query: WHERE.sql }]);
    });

    it('use other connections while theirs is gone', async () => {
      const [[pid] = []] = await write(WHERE, []);
      await other.query('select pg_terminate_backend($1)', [pid]);

      await Promise.allSettled([insert(1)]);
      await Promise.all([insert(2), insert(3)]);

      expect((await stored()).slice(-2)).toEqual(['t2', 't3']);
    });

    it('are done to their end when it is closed', async () => {
      await other.query('create table marks (id int)');
      const slow = write(SOON_MARK, [1]);
      await vi.waitUntil(() => lanes.writer.load() !== 0);

      await lanes.close();

      expect(await slow).toEqual([['1']]);
      expect(await count('marks')).toBe(1);
    });
  });

  it('use the pool where the server is not told how impatient their own connection is', async () => {
    await using pooler = await DeafPooler.start(home.url);
    const behind = new pg.Pool({ connectionString: pooler.url, max: 5 });
    const lane = new Lanes(behind, { count: 1, silence: 10_000 });
    const through = new PostgresChannel(behind, lane);
    await through.write(WHERE, []);
    await sleep(200);

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

  it('leave no patience of theirs to who has the connection next', async () => {
    await Promise.all([insert(1), insert(2)]);

    const found = await channel.rows(
      { sql: `select current_setting('lock_timeout')`, name: undefined, columns: ['lock'] },
      [],
    );

    expect(found).not.toEqual([['50ms']]);
  });

  /** Their connection, which is opened when the first write needs one. */
  async function opened(): Promise<void> {
    await vi.waitUntil(() => lanes.writer.load() === 0, 5000);
  }

  function insert(id: number, title = `t${id}`, pages: DriverValue = 1) {
    return write(INSERT, [id, title, pages]);
  }

  function write(statement: Statement, parameters: readonly DriverValue[]) {
    return channel.write(statement, parameters);
  }

  async function stored(): Promise<string[]> {
    const { rows } = await other.query<{ title: string }>('select title from books order by id');
    return rows.map(({ title }) => title);
  }

  async function count(table: 'marks' | 'notes'): Promise<number> {
    return (await other.query(`select from ${table}`)).rows.length;
  }

  /** How many have made the rows. */
  async function transactions(where = 'true'): Promise<number> {
    const sql = `select distinct xmin::text from books where ${where}`;
    return (await other.query(sql)).rows.length;
  }

  async function backend(): Promise<number> {
    const found = await channel.rows(
      { sql: 'select pg_backend_pid()', name: undefined, columns: ['pid'] },
      [],
    );
    return Number(found[0]?.[0]);
  }
});

function endOf(end: PromiseSettledResult<unknown>): unknown {
  return end.status === 'fulfilled' ? end.status : (end.reason as { code?: unknown }).code;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
