import pg from 'pg';
import { vi } from 'vitest';

import type { DriverValue } from '../../lib/column/column-codec.interface.js';
import { Lanes } from '../../lib/store/lanes.js';
import { PostgresChannel } from '../../lib/store/postgres-channel.js';
import type { Statement } from '../../lib/store/statement.interface.js';
import { SERVERS, type TestDatabase } from './servers.js';

export const POSTGRES = SERVERS[1]!;

const INSERT = prepared('insert into books (id, title, pages) values ($1, $2, $3)');
export const RENAME = prepared('update books set title = $2 where id = $1');
export const MARK = prepared('insert into marks (id) values ($1)');

export function prepared(sql: string): Statement {
  const columns = sql.includes('books') ? ['id', 'title'] : [/\((\w+)/.exec(sql)?.[1] ?? ''];
  const name = `test_${sql.split(' ').slice(0, 3).join('_')}`;
  return { sql: `${sql} returning ${columns.join(', ')}`, name, columns };
}

/** A pool has ended before its connections have: dropping the database cuts those that are saying goodbye. */
export function openPool(url: string): pg.Pool {
  return new pg.Pool({ connectionString: url, max: 5 })
    .on('error', () => undefined)
    .on('connect', (client) => client.on('error', () => undefined));
}

const TABLES = `
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
      create trigger kill after insert on books for each row execute function kill()`;

/** Writes to a database of a test's own, and a connection of somebody else's. */
export class BookWrites {
  readonly pool: pg.Pool;
  readonly lanes: Lanes;
  readonly other: pg.Client;
  readonly channel: PostgresChannel;

  private constructor(private readonly home: TestDatabase) {
    this.pool = openPool(home.url);
    this.lanes = new Lanes(this.pool, { count: 1, silence: 10_000 });
    this.channel = new PostgresChannel(this.pool, this.lanes);
    this.other = new pg.Client(home.url);
  }

  static async open(): Promise<BookWrites> {
    const writes = new BookWrites(await POSTGRES.create());
    await writes.other.connect();
    await writes.other.query(TABLES);
    return writes;
  }

  get url(): string {
    return this.home.url;
  }

  async close(): Promise<void> {
    await Promise.all([this.other.end(), this.lanes.close(), this.pool.end()]);
    await this.home.drop();
  }

  /** Their own connection, which is opened when the first write needs one. */
  async opened(): Promise<void> {
    await vi.waitUntil(() => this.lanes.writer.load() === 0, 5000);
  }

  insert(id: number, title = `t${id}`, pages: DriverValue = 1) {
    return this.write(INSERT, [id, title, pages]);
  }

  write(statement: Statement, parameters: readonly DriverValue[]) {
    return this.channel.write(statement, parameters);
  }

  async stored(): Promise<string[]> {
    const { rows } = await this.other.query<{ title: string }>(
      'select title from books order by id',
    );
    return rows.map(({ title }) => title);
  }

  async count(table: 'marks' | 'notes'): Promise<number> {
    return (await this.other.query(`select from ${table}`)).rows.length;
  }

  /** How many have made the rows. */
  async transactions(where = 'true'): Promise<number> {
    const sql = `select distinct xmin::text from books where ${where}`;
    return (await this.other.query(sql)).rows.length;
  }

  async backend(): Promise<number> {
    const found = await this.channel.rows(
      { sql: 'select pg_backend_pid()', name: undefined, columns: ['pid'] },
      [],
    );
    return Number(found[0]?.[0]);
  }
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
