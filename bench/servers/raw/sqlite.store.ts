import Database from 'better-sqlite3';
import { LIST_SIZE } from '../../resource/book.js';
import { pageSql, type Syntax } from './page-sql.js';
import { readCursor, streamOf } from './stream-cursor.js';
import { changedColumns, type BookStore, type StoredBook } from './book-store.interface.js';

/** What SQLite stores: decimals as numbers, booleans as 0 and 1, times as milliseconds. */
type Row = Omit<StoredBook, 'price' | 'in_print' | 'created_at' | 'updated_at'> & {
  price: number | null;
  in_print: number;
  created_at: number;
  updated_at: number;
};

const COLUMNS = 'title, author, price, pages, in_print, id, created_at, updated_at, version';
const SELECT = `select ${COLUMNS} from books`;
const INSERT = `insert into books (title, author, price, pages, in_print, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?, ?) returning ${COLUMNS}`;

const SYNTAX: Syntax = { placeholder: () => '?', like: 'like' };

const STREAM = {
  first: `${SELECT} order by created_at, id limit ?`,
  after: `${SELECT} where (created_at, id) > (?, ?) order by created_at, id limit ?`,
  before: `${SELECT} where (created_at, id) < (?, ?) order by created_at desc, id desc limit ?`,
};

/**
 * better-sqlite3 with statements that are prepared once. Writes are run to their end by `all`: `get` leaves
 * them behind their first row, where SQLite does not look whether its log has to be written back.
 */
export function openSqliteStore(file: string): BookStore {
  const db = new Database(file);
  db.pragma('synchronous = normal');
  db.pragma('foreign_keys = on');
  const find = db.prepare<[number], Row>(`${SELECT} where id = ?`);
  const list = db.prepare<[], Row>(`${SELECT} order by id limit ${LIST_SIZE}`);
  const insert = db.prepare<unknown[], Row>(INSERT);
  const update = preparedUpdates(db);
  const prepared = preparedTexts(db);

  return {
    find: (id) => toBook(find.get(id)),
    list: () => list.all().map((row) => toBook(row)),
    page(query) {
      const sql = pageSql(SELECT, query, SYNTAX);
      const rows = prepared(sql.rows).all(...sql.rowValues.map(toStored)) as Row[];
      const counted = prepared(sql.count).get(...sql.countValues.map(toStored));
      return {
        count: (counted as { count: number }).count,
        results: rows.map((row) => toBook(row)),
      };
    },
    stream({ page_size, cursor: text }) {
      const cursor = readCursor(text);
      const way = cursor === undefined ? 'first' : cursor.reversed ? 'before' : 'after';
      const place = cursor === undefined ? [] : [cursor.created_at.getTime(), cursor.id];
      const rows = prepared(STREAM[way]).all(...place, page_size + 1) as Row[];
      const found = rows.map((row) => toBook(row));
      return streamOf(found, page_size, cursor);
    },
    insert({ title, author, price, pages, in_print }) {
      const now = Date.now();
      const [row] = insert.all(title, author, price, pages, Number(in_print), now, now);
      return toBook(row);
    },
    update(id, change) {
      const columns = changedColumns(change);
      const values = columns.map((column) => toStored(change[column]));
      const [row] = update(columns).all(...values, Date.now(), id, change.version);
      return toBook(row);
    },
    close: () => void db.close(),
  };
}

/** One statement for each text. */
function preparedTexts(db: Database.Database) {
  const statements = new Map<string, Database.Statement>();
  return (text: string) => {
    const statement = statements.get(text) ?? db.prepare(text);
    statements.set(text, statement);
    return statement;
  };
}

/** One statement for each set of columns that a change has named. */
function preparedUpdates(db: Database.Database) {
  const statements = new Map<string, Database.Statement<unknown[], Row>>();
  return (columns: string[]) => {
    const key = columns.join();
    const statement = statements.get(key) ?? db.prepare<unknown[], Row>(updateText(columns));
    statements.set(key, statement);
    return statement;
  };
}

function updateText(columns: string[]): string {
  const assignments = columns.map((column) => `${column} = ?, `).join('');
  return `update books set ${assignments}updated_at = ?, version = version + 1
    where id = ? and version = ? returning ${COLUMNS}`;
}

function toStored(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

function toBook(row: Row): StoredBook;
function toBook(row: Row | undefined): StoredBook | undefined;
function toBook(row: Row | undefined): StoredBook | undefined {
  return (
    row && {
      ...row,
      price: row.price === null ? null : row.price.toFixed(2),
      in_print: row.in_print === 1,
      created_at: new Date(row.created_at).toISOString(),
      updated_at: new Date(row.updated_at).toISOString(),
    }
  );
}
