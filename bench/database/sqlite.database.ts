import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CACHED_BOOKS, CACHED_TABLE } from '../resource/book.js';
import { seedBook } from '../resource/seed-book.js';
import type { BenchDatabase, SeedOptions } from './bench-database.interface.js';
import { sqliteFile, sqliteUrl } from './database-url.js';

/** What MikroORM writes for this resource, so that no server meets a table foreign to it. */
const createTable = (name: string) => `create table ${name} (
  id integer not null primary key autoincrement,
  title text not null,
  author text not null,
  price numeric(10,2) null,
  pages integer not null,
  in_print integer not null,
  created_at datetime not null,
  updated_at datetime not null,
  version integer not null default 1
)`;

/** For pages by cursor, which are ordered by it. */
const CREATE_INDEX = 'create index books_created_at_index on books (created_at)';

const INSERT = `insert into books
  (id, title, author, price, pages, in_print, created_at, updated_at, version)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const INSERT_CACHED = `insert into ${CACHED_TABLE}
  select * from books where id <= ${CACHED_BOOKS}`;

export async function openSqlite({ rows }: SeedOptions): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'lightapi-bench-'));
  const seedFile = join(folder, 'seed.db');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return {
      version: writeSeed(seedFile, rows),
      async copyFor(server) {
        const file = join(folder, `${server}.db`);
        await copyFile(seedFile, file);
        return sqliteUrl(file);
      },
      // It runs inside the server's process.
      pin: () => Promise.resolve(true),
      tidy(copyUrl) {
        tidy(copyUrl, rows);
        return Promise.resolve();
      },
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function tidy(url: string, rows: number): void {
  const file = sqliteFile(url);
  if (file === undefined) return;
  const db = new Database(file);
  try {
    db.prepare('delete from books where id > ?').run(rows);
    db.pragma('wal_checkpoint(truncate)');
  } finally {
    db.close();
  }
}

/** @returns the version of the database */
function writeSeed(file: string, rows: number): string {
  const db = new Database(file);
  try {
    // WAL is a property of the file, so the copies have it too.
    db.pragma('journal_mode = wal');
    db.exec(createTable('books'));
    db.exec(createTable(CACHED_TABLE));
    db.exec(CREATE_INDEX);
    db.transaction(insertBooks)(db, rows);
    db.exec(INSERT_CACHED);
    db.exec('analyze');
    return `SQLite ${String(db.prepare('select sqlite_version()').pluck().get())}`;
  } finally {
    db.close();
  }
}

function insertBooks(db: Database.Database, rows: number): void {
  const insert = db.prepare(INSERT);
  for (let id = 1; id <= rows; id++) {
    const book = seedBook(id);
    insert.run(
      id,
      book.title,
      book.author,
      book.price,
      book.pages,
      Number(book.in_print),
      Date.parse(book.created_at),
      Date.parse(book.updated_at),
      book.version,
    );
  }
}
