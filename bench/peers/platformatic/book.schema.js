// The limits that the other servers check too, for the bodies of the generated routes: by itself
// Platformatic checks the types alone, and demands every column of a change.
import { sqliteFile } from '../../dist/database/database-url.js';
import {
  AUTHOR_MAX_LENGTH,
  PAGES_MIN,
  PRICE_PATTERN,
  TITLE_MAX_LENGTH,
} from '../../dist/resource/book.js';

/** SQLite's column is an integer, and better-sqlite3 binds no booleans. */
const isSqlite = sqliteFile(process.env.BENCH_DATABASE_URL ?? '') !== undefined;

const writable = {
  title: { type: 'string', minLength: 1, maxLength: TITLE_MAX_LENGTH },
  author: { type: 'string', minLength: 1, maxLength: AUTHOR_MAX_LENGTH },
  price: { type: 'string', nullable: true, pattern: PRICE_PATTERN.source },
  pages: { type: 'integer', minimum: PAGES_MIN },
  inPrint: { type: isSqlite ? 'integer' : 'boolean' },
};

export const createBody = {
  type: 'object',
  required: ['title', 'author', 'pages', 'inPrint'],
  properties: writable,
  additionalProperties: false,
};

export const changeBody = {
  type: 'object',
  required: ['version'],
  properties: { ...writable, version: { type: 'integer' } },
  additionalProperties: false,
};
