import type { FastifyRequest } from 'fastify';
import { LIST_SIZE, type BookPage } from '../resource/book.js';

/** What stands before `results` of a page by number, for the servers that are written by hand. */
export function pageEnvelope(
  { protocol, host, url }: FastifyRequest,
  page: number,
  count: number,
): Omit<BookPage, 'results'> {
  const pages = Math.ceil(count / LIST_SIZE);
  const [path = '', query] = url.split('?', 2);
  const urlOf = (other: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(other));
    return `${protocol}://${host}${path}?${parameters.toString()}`;
  };
  return {
    count,
    pages,
    next: page < pages ? urlOf(page + 1) : null,
    previous: page > 1 ? urlOf(page - 1) : null,
  };
}
