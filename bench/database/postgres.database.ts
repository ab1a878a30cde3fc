import { Client } from 'pg';
import { CACHED_BOOKS, CACHED_TABLE } from '../resource/book.js';
import { seedBook } from '../resource/seed-book.js';
import {
  DatabaseUnavailableError,
  type BenchDatabase,
  type SeedOptions,
} from './bench-database.interface.js';
import { pinPostgresBackends } from './postgres-backends.js';

const ADMIN_URL =
  process.env.LIGHTAPI_BENCH_POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

/** What MikroORM writes for this resource, so that no server meets a table foreign to it. */
const CREATE_TABLE = `create table books (
  id serial primary key,
  title varchar(200) not null,
  author varchar(100) not null,
  price numeric(10,2) null,
  pages int not null,
  in_print boolean not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version int not null default 1
)`;

/** For pages by cursor, which are ordered by it. */
const CREATE_INDEX = 'create index books_created_at_index on books (created_at)';

const CREATE_CACHED_TABLE = `create table ${CACHED_TABLE} (like books including all);
  insert into ${CACHED_TABLE} select * from books where id <= ${CACHED_BOOKS}`;

const COLUMNS = [
  'id',
  'title',
  'author',
  'price',
  'pages',
  'in_print',
  'created_at',
  'updated_at',
  'version',
] as const;

const INSERT = `insert into books (${COLUMNS.join()})
  select * from unnest($1::int[], $2::text[], $3::text[], $4::numeric[], $5::int[], $6::boolean[],
    $7::timestamptz[], $8::timestamptz[], $9::int[])`;

/** Rows in one insert. */
const BATCH = 5_000;

/** @throws DatabaseUnavailableError when nothing answers at the URL */
export async function openPostgres({ rows, signal }: SeedOptions): Promise<BenchDatabase> {
  const admin = await connect();
  const created: string[] = [];
  const create = async (name: string, template?: string) => {
    // The process id keeps two runs on one server apart.
    const database = `lightapi_bench_${process.pid}_${name}`;
    await admin.query(`create database ${database}${template ? ` template ${template}` : ''}`);
    created.push(database);
    return database;
  };
  const drop = async () => {
    for (const name of created) await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  };
  try {
    const seed = await create('seed');
    await writeSeed(urlOf(seed), { rows, signal });
    return {
      version: await version(admin),
      copyFor: async (server) => urlOf(await create(server, seed)),
      pin: (copyUrl, cpus) => pinPostgresBackends(admin, databaseOf(copyUrl), cpus),
      tidy: (copyUrl) => tidy(copyUrl, rows),
      [Symbol.asyncDispose]: drop,
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function connect(): Promise<Client> {
  const admin = new Client({ connectionString: ADMIN_URL, connectionTimeoutMillis: 3_000 });
  try {
    await admin.connect();
    return admin;
  } catch (error) {
    throw new DatabaseUnavailableError(
      `${withoutPassword(ADMIN_URL)} cannot be reached (${reason(error)}). ` +
        'Set LIGHTAPI_BENCH_POSTGRES_URL to a user that may create databases.',
    );
  }
}

/** A name with several addresses fails with an error that has a code and no message. */
function reason(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || String(code);
}

async function writeSeed(url: string, { rows, signal }: SeedOptions): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(CREATE_TABLE);
    await client.query(CREATE_INDEX);
    for (let first = 1; first <= rows; first += BATCH) {
      signal.throwIfAborted();
      await client.query(INSERT, columns(first, Math.min(first + BATCH - 1, rows)));
    }
    await client.query(`select setval('books_id_seq', ${rows})`);
    await client.query(CREATE_CACHED_TABLE);
    await client.query(`vacuum (analyze) books, ${CACHED_TABLE}`);
  } finally {
    await client.end();
  }
}

async function tidy(url: string, rows: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('delete from books where id > $1', [rows]);
    await client.query('vacuum (analyze) books');
  } finally {
    await client.end();
  }
}

/** The rows with ids `first` to `last`, as one array for each column. */
function columns(first: number, last: number): unknown[][] {
  const books = Array.from({ length: last - first + 1 }, (_, index) => seedBook(first + index));
  return COLUMNS.map((column) => books.map((book) => book[column]));
}

async function version(client: Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return `PostgreSQL ${rows[0]?.server_version.split(' ')[0]}`;
}

function urlOf(database: string): string {
  const url = new URL(ADMIN_URL);
  url.pathname = `/${database}`;
  return url.href;
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
