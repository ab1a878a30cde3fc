import {
  AUTHOR_MAX_LENGTH,
  PAGES_MIN,
  PRICE_PATTERN,
  TITLE_MAX_LENGTH,
} from '../../resource/book.js';

const writable = {
  title: { type: 'string', minLength: 1, maxLength: TITLE_MAX_LENGTH },
  author: { type: 'string', minLength: 1, maxLength: AUTHOR_MAX_LENGTH },
  price: { type: 'string', nullable: true, pattern: PRICE_PATTERN.source },
  pages: { type: 'integer', minimum: PAGES_MIN },
  in_print: { type: 'boolean' },
} as const;

const version = { type: 'integer' } as const;

export const createBody = {
  type: 'object',
  required: ['title', 'author', 'pages', 'in_print'],
  properties: writable,
} as const;

export const changeBody = {
  type: 'object',
  required: ['version'],
  properties: { ...writable, version },
} as const;

/** Response schemas: Fastify compiles a serializer from each at start. */
export const book = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    author: { type: 'string' },
    price: { type: 'string', nullable: true },
    pages: { type: 'integer' },
    in_print: { type: 'boolean' },
    id: { type: 'integer' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: 'string', format: 'date-time' },
    version,
  },
} as const;

export const books = {
  type: 'object',
  properties: { results: { type: 'array', items: book } },
} as const;

const cursor = { type: 'string', nullable: true } as const;

export const bookPage = {
  type: 'object',
  properties: {
    count: { type: 'integer' },
    pages: { type: 'integer' },
    next: { type: 'string', nullable: true },
    previous: { type: 'string', nullable: true },
    results: books.properties.results,
  },
} as const;

export const bookStream = {
  type: 'object',
  properties: { next: cursor, previous: cursor, results: books.properties.results },
} as const;

export const refusal = { type: 'object', properties: { detail: { type: 'string' } } } as const;
