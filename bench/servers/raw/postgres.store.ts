import { createHash } from 'node:crypto';
import { Pool } from 'pg';
import { LIST_SIZE } from '../../resource/book.js';
import { pageSql, type Syntax } from './page-sql.js';
import { readCursor, streamOf } from './stream-cursor.js';
import { changedColumns, type BookStore, type StoredBook } from './book-store.interface.js';

const COLUMNS = 'title, author, price, pages, in_print, id, created_at, updated_at, version';
const SELECT = `select ${COLUMNS} from books`;
const INSERT = `insert into books (title, author, price, pages, in_print, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $6) returning ${COLUMNS}`;

const SYNTAX: Syntax = { placeholder: (position) => `$${position}`, like: 'ilike' };

const STREAM = {
  first: `${SELECT} order by created_at, id limit $1`,
  after: `${SELECT} where (created_at, id) > ($2, $3) order by created_at, id limit $1`,
  before: `${SELECT} where (created_at, id) < ($2, $3) order by created_at desc, id desc limit $1`,
};

/** pg with named statements, which it prepares once for each connection. */
export function openPostgresStore(url: string): BookStore {
  const pool = new Pool({ connectionString: url, max: 10 });
  const rowsOf = async (name: string, text: string, values: unknown[]) =>
    (await pool.query<StoredBook>({ name, text, values })).rows;

  return {
    find: async (id) => (await rowsOf('find', `${SELECT} where id = $1`, [id]))[0],
    list: () => rowsOf('list', `${SELECT} order by id limit ${LIST_SIZE}`, []),
    async page(query) {
      const sql = pageSql(SELECT, query, SYNTAX);
      const [results, counted] = await Promise.all([
        rowsOf(nameOf(sql.rows), sql.rows, sql.rowValues),
        pool.query<{ count: string }>({
          name: nameOf(sql.count),
          text: sql.count,
          values: sql.countValues,
        }),
      ]);
      return { count: Number(counted.rows[0]?.count), results };
    },
    async stream({ page_size, cursor: text }) {
      const cursor = readCursor(text);
      const way = cursor === undefined ? 'first' : cursor.reversed ? 'before' : 'after';
      const place = cursor === undefined ? [] : [cursor.created_at, cursor.id];
      const found = await rowsOf(`stream ${way}`, STREAM[way], [page_size + 1, ...place]);
      return streamOf(found, page_size, cursor);
    },
    async insert({ title, author, price, pages, in_print }) {
      const values = [title, author, price, pages, in_print, new Date()];
      return (await rowsOf('insert', INSERT, values))[0];
    },
    async update(id, change) {
      const columns = changedColumns(change);
      const values = columns.map((column) => change[column]);
      const statement = [`update ${columns.join()}`, update(columns)] as const;
      return (await rowsOf(...statement, [id, change.version, new Date(), ...values]))[0];
    },
    close: () => pool.end(),
  };
}

function update(columns: string[]): string {
  const assignments = columns.map((column, index) => `${column} = $${index + 4}, `).join('');
  return `update books set ${assignments}updated_at = $3, version = version + 1
    where id = $1 and version = $2 returning ${COLUMNS}`;
}

/** PostgreSQL cuts names at 63 bytes. */
function nameOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
