import {
  book,
  bookPage,
  books,
  bookStream,
  changeBody,
  createBody,
  refusal,
} from './book.schema.js';

/** What Fastify is told of each route: what it validates, and how it writes what is answered. */
export const ROUTE_SCHEMAS = {
  list: { response: { 200: books } },
  retrieve: { response: answers(200) },
  page: { response: { 200: bookPage } },
  stream: { response: { 200: bookStream } },
  create: { body: createBody, response: answers(201) },
  change: { body: changeBody, response: answers(200) },
} as const;

function answers(status: number) {
  return { [status]: book, '4xx': refusal };
}
