import Database from 'better-sqlite3';
import { LIST_SIZE } from '../../resource/book.js';
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

/** better-sqlite3 with statements that are prepared once. */
export function openSqliteStore(file: string): BookStore {
  const db = new Database(file);
  db.pragma('synchronous = normal');
  db.pragma('foreign_keys = on');
  const find = db.prepare<[number], Row>(`${SELECT} where id = ?`);
  const list = db.prepare<[], Row>(`${SELECT} order by id limit ${LIST_SIZE}`);
  const insert = db.prepare<unknown[], Row>(INSERT);
  const update = preparedUpdates(db);

  return {
    find: (id) => toBook(find.get(id)),
    list: () => list.all().map((row) => toBook(row)),
    insert({ title, author, price, pages, in_print }) {
      const now = Date.now();
      return toBook(insert.get(title, author, price, pages, Number(in_print), now, now));
    },
    update(id, change) {
      const columns = changedColumns(change);
      const values = columns.map((column) => toStored(change[column]));
      return toBook(update(columns).get(...values, Date.now(), id, change.version));
    },
    close: () => void db.close(),
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
