import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import { SqliteTurn } from './sqlite-turn.js';

const INSERT = 'insert into books (id, title, pages) values (?, ?, ?) returning id, title';
const TITLES = 'select title from books order by id';

describe('what one turn asks of SQLite', () => {
  let directory: string;
  let database: InstanceType<typeof Database>;
  let other: InstanceType<typeof Database>;
  let done: string[];
  let turn: SqliteTurn;
  /** Stands still, so that nothing takes long on a slow machine. */
  let clock: MockInstance<() => number>;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lightapi-turn-'));
    const file = join(directory, 'books.db');
    done = [];
    database = new Database(file, { timeout: 0, verbose: (sql) => done.push(String(sql)) });
    database.exec(`pragma journal_mode = wal; pragma foreign_keys = on;
      create table books (id integer primary key, title text unique, pages integer check (pages > 0));
      create table notes (
        book integer not null references books (id),
        later integer references books (id) deferrable initially deferred
      );
      create trigger ban before insert on books when new.title like 'ban%'
        begin select raise(rollback, 'banned'); end;`);
    other = new Database(file, { timeout: 0 });
    turn = new SqliteTurn(database);
    clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    done.length = 0;
  });
  afterEach(() => {
    clock.mockRestore();
    database.close();
    other.close();
    rmSync(directory, { recursive: true });
  });

  it('is stored by one commit, and each gets its own row', async () => {
    const made = await Promise.all(upTo(50).map((id) => insert(id)));

    expect(made).toEqual(upTo(50).map((id) => [[id, `t${id}`]]));
    expect(count('COMMIT')).toBe(1);
    expect(stored()).toHaveLength(50);
  });

  it('is run where who is refused asks again at once, and nobody else does', async () => {
    other.exec('begin immediate');

    const again = Promise.withResolvers<readonly Row[]>();
    const statement = database.prepare(INSERT).raw();
    const write = { statement, parameters: [1, 't1', 1], resolve: again.resolve };
    turn.add({
      ...write,
      reject: () => {
        other.exec('commit');
        turn.add({ ...write, reject: again.reject });
      },
    });

    expect(await again.promise).toEqual([[1, 't1']]);
  });

  it('is one statement without a transaction where there is one', async () => {
    await insert(1);

    expect(done).toHaveLength(1);
    expect(stored()).toEqual(['t1']);
  });

  it.each([
    ['a unique title', [3, 't1', 1], 'SQLITE_CONSTRAINT_UNIQUE'],
    ['a check', [3, 't3', 0], 'SQLITE_CONSTRAINT_CHECK'],
    ['the key', [1, 'other', 1], 'SQLITE_CONSTRAINT_PRIMARYKEY'],
  ])('fails by itself where it violates %s', async (_what, values, code) => {
    const all = await Promise.allSettled([insert(1), insert(2), run(INSERT, values), insert(4)]);

    expect(all.map(endOf)).toEqual(['fulfilled', 'fulfilled', code, 'fulfilled']);
    expect(count('COMMIT')).toBe(1);
    expect(stored()).toEqual(['t1', 't2', 't4']);
  });

  it('fails by itself where it refers to nothing', async () => {
    const note = 'insert into notes (book) values (?)';

    const all = await Promise.allSettled([insert(1), run(note, [7]), run(note, [1]), insert(2)]);

    const refused = 'SQLITE_CONSTRAINT_FOREIGNKEY';
    expect(all.map(endOf)).toEqual(['fulfilled', refused, 'fulfilled', 'fulfilled']);
    expect(stored()).toEqual(['t1', 't2']);
  });

  it('fails by itself where the commit would find that it refers to nothing', async () => {
    const note = 'insert into notes (book, later) values (1, ?)';
    await insert(1);

    const all = await Promise.allSettled([insert(2), run(note, [7]), run(note, [1]), insert(3)]);

    const refused = 'SQLITE_CONSTRAINT_FOREIGNKEY';
    expect(all.map(endOf)).toEqual(['fulfilled', refused, 'fulfilled', 'fulfilled']);
    expect(stored()).toEqual(['t1', 't2', 't3']);
    expect(other.prepare('select later from notes').pluck().all()).toEqual([1]);
  });

  it('fails by itself where a trigger rolls everything back, and the rest is stored once', async () => {
    const all = await Promise.allSettled([
      insert(1),
      run(INSERT, [2, 'banned', 1]),
      insert(3),
      run(INSERT, [4, 'ban too', 1]),
      insert(5),
    ]);

    const refused = 'SQLITE_CONSTRAINT_TRIGGER';
    expect(all.map(endOf)).toEqual(['fulfilled', refused, 'fulfilled', refused, 'fulfilled']);
    expect(stored()).toEqual(['t1', 't3', 't5']);
    expect(database.inTransaction).toBe(false);
  });

  it('fails by itself where a value can not be bound', async () => {
    const odd = [2, 'odd', Symbol('odd') as unknown as DriverValue];

    const all = await Promise.allSettled([insert(1), run(INSERT, odd), insert(3)]);

    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(stored()).toEqual(['t1', 't3']);
  });

  it('answers nobody before others can see what is stored', async () => {
    const seen = await Promise.all(upTo(5).map((id) => insert(id).then(() => stored().length)));

    expect(seen).toEqual([5, 5, 5, 5, 5]);
  });

  it('shows no read what is not committed', async () => {
    await insert(1);

    const [, titles, , again] = await Promise.all([insert(2), run(TITLES), insert(3), run(TITLES)]);

    expect([titles, again]).toEqual([[['t1']], [['t1']]]);
    expect(await run(TITLES)).toEqual([['t1'], ['t2'], ['t3']]);
  });

  it('is refused as busy while a transaction of somebody else is open, and no part of it', async () => {
    database.exec('begin');
    const all = await Promise.allSettled([insert(1), insert(2), run(TITLES)]);
    database.exec('rollback');

    expect(all.map(endOf)).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY', 'SQLITE_BUSY']);
    await Promise.all([insert(1), insert(2)]);
    expect(stored()).toEqual(['t1', 't2']);
  });

  it('is refused as busy while another process writes, but for what only reads', async () => {
    other.exec('begin immediate');
    const all = await Promise.allSettled([insert(1), insert(2), run(TITLES), run(TITLES)]);
    other.exec('rollback');

    expect(all.map(endOf)).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY', 'fulfilled', 'fulfilled']);
    expect(database.inTransaction).toBe(false);
    expect(stored()).toEqual([]);
  });

  it('is done in the turns behind it where it takes long, and all of it', async () => {
    clock.mockRestore();
    const long = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
      select max(i), ? from n`;
    let turns = 0;
    let isDone = false as boolean;

    const all = Promise.all(upTo(20).map((at) => run(long, [at]))).finally(() => (isDone = true));
    while (!isDone) {
      await nextTurn();
      turns += 1;
    }

    expect(await all).toEqual(upTo(20).map((at) => [[100_000, at]]));
    expect(turns).toBeGreaterThan(10);
  });

  it('goes on with what comes while it is being done', async () => {
    clock.mockRestore();
    const long = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000)
      insert into notes (book) select 1 from n where i = ? and i > 1`;

    const first = upTo(10).map(() => run(long, [1]));
    await nextTurn();
    const second = upTo(10).map((id) => insert(id));
    await Promise.all([...first, ...second]);

    expect(stored()).toHaveLength(10);
  });

  it('is told what the driver says once the database is closed', async () => {
    const statement = database.prepare(INSERT).raw();
    const asked = upTo(2).map((id) => add(statement, [id, 't', 1]));
    database.close();

    const all = await Promise.allSettled(asked);

    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  function insert(id: number): Promise<readonly Row[]> {
    return run(INSERT, [id, `t${id}`, 1]);
  }

  function run(sql: string, parameters: readonly DriverValue[] = []): Promise<readonly Row[]> {
    const statement = database.prepare(sql);
    return add(statement.reader ? statement.raw() : returning(sql), parameters);
  }

  /** As all of ours, it gives rows. */
  function returning(sql: string) {
    return database.prepare(`${sql} returning 1`).raw();
  }

  function add(statement: Database.Statement, parameters: readonly DriverValue[]) {
    return new Promise<readonly Row[]>((resolve, reject) => {
      turn.add({ statement, parameters, resolve, reject });
    });
  }

  function stored(): unknown[] {
    return other.prepare(TITLES).pluck().all();
  }

  function count(sql: string): number {
    return done.filter((one) => one === sql).length;
  }
});

function endOf(end: PromiseSettledResult<unknown>): unknown {
  return end.status === 'fulfilled' ? end.status : (end.reason as { code?: unknown }).code;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
