import { LIST_SIZE, type Book } from '../../resource/book.js';
import type { Request } from '../../workload/workload.interface.js';
import type { Dialect } from './dialect.interface.js';
import { pageOf, readQuestion } from './question.js';
import { refusal } from './refusal.js';

const LIST = `/api/books?_limit=${LIST_SIZE}&_sort=id`;

/** What remult answers to `__action=query`: a page and the count of all rows, in one request. */
interface Query {
  items: Book[];
  aggregates: { $count: number };
}

export const remultDialect: Dialect = {
  lenient: ['number as text', 'change without version', 'wildcard in search'],
  status: (expected) => expected,

  request({ method, path, body, accepted }) {
    if (path.includes('?')) return collection(path);
    if (method === 'GET') return { method, path: path === '/books' ? LIST : `/api${path}` };
    return {
      method: method === 'PATCH' ? 'PUT' : method,
      path: `/api${path}`,
      ...(body !== undefined && { body }),
      ...(accepted && { accepted }),
    };
  },

  answer({ status, body }, asked) {
    if (status >= 400) return refusal(status, asked);
    const { resource } = readQuestion(asked.path);
    if (Array.isArray(body)) return { status, body: { results: body as Book[] } };
    if (resource !== '/book-pages') return { status, body };
    const { items, aggregates } = body as Query;
    return {
      status,
      body: pageOf(asked.path, { count: aggregates.$count, size: LIST_SIZE }, items),
    };
  },
};

function collection(path: string): Request {
  const { resource, query } = readQuestion(path);
  return resource === '/book-pages' ? pageRequest(query) : streamRequest(query);
}

function streamRequest(query: URLSearchParams): Request {
  const size = query.get('page_size') ?? LIST_SIZE;
  return { method: 'GET', path: `/api/books?_limit=${size}&_sort=created_at,id` };
}

function pageRequest(query: URLSearchParams): Request {
  const order = query.has('ordering') ? '_sort=price,id&_order=desc,asc' : '_sort=id';
  return {
    method: 'POST',
    path: `/api/books?__action=query&_limit=${LIST_SIZE}&_page=${query.get('page')}&${order}`,
    body: JSON.stringify({ aggregate: {}, where: conditions(query) }),
  };
}

/** As remult's client writes them: a second choice stands as a list behind those of the first. */
function conditions(query: URLSearchParams): Record<string, unknown> {
  const { in_print, search = '', ...rest } = Object.fromEntries(query) as Record<string, string>;
  const least = rest['pages[gte]'];
  const words = search.split(/\s+/).filter((word) => word !== '');
  const [first = [], ...others] = words.map((word) => [
    { 'title.contains': word },
    { 'author.contains': word },
  ]);
  return {
    ...(in_print !== undefined && { in_print: in_print === 'true' }),
    ...(least !== undefined && { 'pages.gte': Number(least) }),
    ...(words.length > 0 && { OR: [...first, ...others] }),
  };
}
