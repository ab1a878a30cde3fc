import { LIST_SIZE, type Book } from '../../resource/book.js';
import type { Request } from '../../workload/workload.interface.js';
import type { Dialect, RawAnswer } from './dialect.interface.js';
import { pageOf, readQuestion } from './question.js';
import { refusal } from './refusal.js';

const BY_ID = 'orderby.id=asc';
const BY_CREATED = `orderby.createdAt=asc&${BY_ID}`;

/** A row in Platformatic's names. SQLite gives it times as milliseconds and decimals as it stores them. */
interface Row extends Omit<Book, 'id' | 'in_print' | 'created_at' | 'updated_at'> {
  id: string;
  inPrint: boolean | number;
  createdAt: string;
  updatedAt: string;
}

export const platformaticDialect: Dialect = {
  lenient: ['number as text'],
  status: (expected) => (expected === 201 ? 200 : expected),

  request({ method, path, body, accepted }) {
    if (body === undefined) return { method, path: pathOf(path) };
    return {
      method: method === 'PATCH' ? 'PUT' : method,
      path: method === 'POST' ? '/books/' : path,
      body: ownBody(body),
      ...(accepted && { accepted }),
    };
  },

  answer(answer, asked) {
    const { status, body } = answer;
    if (status >= 400) return refusal(status, asked);
    if (Array.isArray(body)) return { status, body: collection(answer, asked, body as Row[]) };
    return { status: asked.method === 'POST' ? 201 : status, body: bookOf(body as Row) };
  },
};

function ownBody(body: string): string {
  return body.replace('"in_print"', '"inPrint"');
}

function pathOf(path: string): string {
  if (path === '/books') return `/books/?limit=${LIST_SIZE}&${BY_ID}`;
  if (!path.includes('?')) return path;
  const { resource, query } = readQuestion(path);
  return resource === '/book-stream' ? streamPath(query) : pagePath(query);
}

function pagePath(query: URLSearchParams): string {
  const offset = (Number(query.get('page')) - 1) * LIST_SIZE;
  return `/books/?limit=${LIST_SIZE}&offset=${offset}&totalCount=true&${BY_ID}`;
}

function streamPath(query: URLSearchParams): string {
  const size = query.get('page_size') ?? LIST_SIZE;
  const cursor = query.get('cursor');
  const place = cursor ?? 'cursor=true';
  return `/books/?limit=${size}&${BY_CREATED}&${place}`;
}

function collection({ headers }: RawAnswer, { path }: Request, rows: Row[]): unknown {
  const results = rows.map(bookOf);
  const { resource, query } = readQuestion(path);
  if (resource === '/books') return { results };
  if (resource === '/book-stream') return { ...cursors(headers, query), results };
  return pageOf(path, { count: Number(headers.get('x-total-count')), size: LIST_SIZE }, results);
}

/** Its cursors stand in headers, for both ways of every page. */
function cursors(headers: Headers, query: URLSearchParams) {
  const place = (parameter: string, header: string) =>
    `${parameter}=${encodeURIComponent(headers.get(header) ?? '')}`;
  return {
    next: place('startAfter', 'x-start-after'),
    previous: query.has('cursor') ? place('endBefore', 'x-end-before') : null,
  };
}

function bookOf({ id, inPrint, createdAt, updatedAt, price, ...same }: Row): Book {
  return {
    ...same,
    id: Number(id),
    price: price === null ? null : Number(price).toFixed(2),
    in_print: Boolean(inPrint),
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}

function isoTime(time: string): string {
  return /^\d+$/.test(time) ? new Date(Number(time)).toISOString() : time;
}
