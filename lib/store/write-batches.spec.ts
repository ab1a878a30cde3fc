import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  BookWrites,
  MARK,
  openPool,
  POSTGRES,
  prepared,
  RENAME,
  upTo,
} from '../../test/support/book-writes.js';
import { Lanes } from './lanes.js';
import { PostgresChannel } from './postgres-channel.js';

const SLEEP = {
  sql: `select pg_sleep(0.01)::text as "slept"`,
  name: 'test_sleep',
  columns: ['slept'],
};
const NOTE = prepared('insert into notes (book, later) values ($1, $2)');

describe.skipIf(POSTGRES.missing)('writes of one turn on PostgreSQL', () => {
  let writes: BookWrites;
  beforeEach(async () => {
    writes = await BookWrites.open();
  });
  afterEach(async () => {
    await writes.close();
  });

  describe.each([
    ['their own connection', () => writes.opened()],
    ['the pool', () => writes.lanes.close()],
  ])('by %s', (_way, prepare) => {
    beforeEach(prepare);

    it('are one transaction, and each gets its own row', async () => {
      const made = await Promise.all(upTo(20).map((id) => writes.insert(id)));

      expect(made).toEqual(upTo(20).map((id) => [[String(id), `t${id}`]]));
      expect(await writes.transactions()).toBe(1);
    });

    it('are no more than 32 in one', async () => {
      await Promise.all(upTo(70).map((id) => writes.insert(id)));

      expect(await writes.stored()).toHaveLength(70);
      expect(await writes.transactions()).toBe(3);
    });

    it('of several turns are not together', async () => {
      const first = [writes.insert(1), writes.insert(2)];
      await nextTurn();
      const second = [writes.insert(3), writes.insert(4)];
      await Promise.all([...first, ...second]);

      expect(await writes.transactions()).toBe(2);
    });

    it('that come while one is on its way are together, behind it', async () => {
      const slow = writes.write(SLEEP, []);
      await nextTurn();
      const first = writes.insert(1);
      await nextTurn();
      await Promise.all([slow, first, writes.insert(2), writes.insert(3)]);

      expect(await writes.transactions()).toBe(1);
    });

    it('do not wait for long for one that waits itself', async () => {
      await writes.insert(1);
      await writes.other.query('begin; update books set pages = 2 where id = 1');
      let isDone = false;
      const waiting = writes.write(RENAME, [1, 'r1']).finally(() => (isDone = true));
      await nextTurn();

      await writes.insert(2);
      await writes.insert(3);

      expect(isDone).toBe(false);
      await writes.other.query('commit');
      expect(await waiting).toEqual([['1', 'r1']]);
    });

    it('are prepared once on a connection, and go on to be right', async () => {
      for (let round = 0; round < 5; round += 1) {
        const ids = upTo(10).map((id) => 10 * round + id);
        const made = await Promise.all(ids.map((id) => writes.insert(id)));
        const named = await Promise.all(ids.map((id) => writes.write(RENAME, [id, `r${id}`])));

        expect(made).toEqual(ids.map((id) => [[String(id), `t${id}`]]));
        expect(named).toEqual(ids.map((id) => [[String(id), `r${id}`]]));
      }
      expect(await writes.transactions()).toBe(5);
    });

    it.each([
      ['a unique title', () => writes.insert(3, 't1'), '23505'],
      ['a check', () => writes.insert(3, 't3', 0), '23514'],
      ['the key', () => writes.insert(1, 'other'), '23505'],
      ['a foreign key', () => writes.write(NOTE, [7, null]), '23503'],
      ['a deferred foreign key', () => writes.write(NOTE, [1, 7]), '23503'],
      ['a trigger', () => writes.insert(3, 'banned'), 'P0001'],
      ['the type of a value', () => writes.insert(3, 't3', 'many'), '22P02'],
    ])(
      'fail alone where they violate %s, and the others are stored once',
      async (_w, odd, code) => {
        await writes.insert(1);

        const all = await Promise.allSettled([
          writes.insert(2),
          odd(),
          writes.insert(4),
          writes.insert(5),
        ]);

        expect(all.map(endOf)).toEqual(['fulfilled', code, 'fulfilled', 'fulfilled']);
        expect(await writes.stored()).toEqual(['t1', 't2', 't4', 't5']);
        expect(await writes.count('notes')).toBe(0);
      },
    );

    it('go alone for a while after one was refused, and together again behind it', async () => {
      await Promise.all([writes.backend(), writes.backend()]);
      await Promise.allSettled([writes.insert(1), writes.insert(2, 't1')]);

      await Promise.all([writes.insert(11), writes.insert(12)]);
      expect(await writes.transactions('id > 10')).toBe(2);

      await sleep(300);
      await Promise.all([writes.insert(21), writes.insert(22)]);
      expect(await writes.transactions('id > 20')).toBe(1);
    });

    it('that are refused keep the connection', async () => {
      await writes.insert(1);
      const before = await writes.backend();
      let closed = 0;
      writes.pool.on('remove', () => (closed += 1));

      const alone = await Promise.allSettled([writes.insert(1)]);
      const after = await writes.backend();
      const together = await Promise.allSettled([writes.insert(2), writes.insert(2)]);

      expect([...alone, ...together].map(endOf).sort()).toEqual(['23505', '23505', 'fulfilled']);
      expect(after).toBe(before);
      expect(closed).toBe(0);
    });

    it('do not wait for a row that somebody keeps, but for who writes that one', async () => {
      await Promise.all(upTo(10).map((id) => writes.insert(id)));
      await writes.other.query('begin; update books set pages = 2 where id = 3');
      const began = performance.now();

      const all = upTo(10).map((id) => writes.write(RENAME, [id, `r${id}`]));
      const waiting = all[2]!;
      const others = await Promise.all(all.filter((one) => one !== waiting));
      const took = performance.now() - began;
      let isDone = false;
      void waiting.finally(() => (isDone = true));
      await sleep(50);
      const wasDone = isDone;
      await writes.other.query('commit');

      expect(others).toHaveLength(9);
      expect(took).toBeLessThan(1000);
      expect(wasDone).toBe(false);
      expect(await waiting).toEqual([['3', 'r3']]);
    });

    it('in the opposite order of another instance end, and all are stored', async () => {
      await Promise.all(upTo(30).map((id) => writes.insert(id)));
      const pools = upTo(2).map(() => openPool(writes.url));
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
      await Promise.all([writes.insert(1), writes.insert(2)]);
      // Their plans would be outdated too, which PL/pgSQL tells nobody in time.
      await writes.other.query('drop trigger ban on books; drop trigger kill on books');
      await writes.other.query('alter table books alter column title type varchar(99)');

      const made = await Promise.all([writes.insert(3), writes.insert(4), writes.insert(5)]);
      await sleep(300);
      const more = await Promise.all([
        writes.insert(6),
        writes.insert(7),
        writes.write(RENAME, [1, 'x']),
      ]);
      const last = await Promise.all([
        writes.insert(8),
        writes.insert(9),
        writes.write(RENAME, [2, 'y']),
      ]);

      expect([...made, ...more, ...last].flat().map(([id]) => id)).toEqual(
        [3, 4, 5, 6, 7, 1, 8, 9, 2].map(String),
      );
      expect(await writes.stored()).toHaveLength(9);
    });

    it('are told nothing good, and not done again, where the server ends the connection', async () => {
      const all = await Promise.allSettled([
        writes.insert(1),
        writes.insert(2, 'kill'),
        writes.insert(3),
      ]);

      expect(all.map(endOf)).toEqual(['57P01', '57P01', '57P01']);
      expect(await writes.stored()).toEqual([]);
      await Promise.all([writes.insert(4), writes.insert(5)]);
      expect(await writes.stored()).toEqual(['t4', 't5']);
    });

    it('are stored where they were answered, and never twice, whoever ends connections', async () => {
      await writes.other.query('create table marks (id int)');
      const answered: number[] = [];
      let next = 0;

      for (let round = 0; round < 30; round += 1) {
        const ids = upTo(16).map(() => (next += 1));
        const all = Promise.allSettled(
          ids.map((id) => writes.write(MARK, [id]).then(() => answered.push(id))),
        );
        if (round % 2 > 0)
          await writes.other.query(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`);
        await all;
      }

      const { rows } = await writes.other.query<{ id: number; n: string }>(
        'select id, count(*) as n from marks group by id',
      );
      expect(rows.filter(({ n }) => n !== '1')).toEqual([]);
      const ids = new Set(rows.map(({ id }) => id));
      expect(answered.length).toBeGreaterThan(100);
      expect(answered.filter((id) => !ids.has(id))).toEqual([]);
    });
  });

  it('leave no patience of theirs to who has the connection next', async () => {
    await Promise.all([writes.insert(1), writes.insert(2)]);

    const found = await writes.channel.rows(
      { sql: `select current_setting('lock_timeout')`, name: undefined, columns: ['lock'] },
      [],
    );

    expect(found).not.toEqual([['50ms']]);
  });
});

function endOf(end: PromiseSettledResult<unknown>): unknown {
  return end.status === 'fulfilled' ? end.status : (end.reason as { code?: unknown }).code;
}
