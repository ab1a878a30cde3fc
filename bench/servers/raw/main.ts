import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { LIST_SIZE, type BookChange, type NewBook } from '../../resource/book.js';
import { pageEnvelope } from '../page-envelope.js';
import { serveBooks } from '../serve-books.js';
import type { BookStore } from './book-store.interface.js';
import { openStore } from './open-store.js';
import { readPageQuery, type TextQuery } from './page-query.js';
import { ROUTE_SCHEMAS } from './route.schemas.js';

interface ById {
  Params: { id: string };
}

await serveBooks(async (databaseUrl) => {
  const store = openStore(databaseUrl);
  const app = createApp(store);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async close() {
      await app.close();
      await store.close();
    },
  };
});

function createApp(store: BookStore): FastifyInstance {
  // Fastify would read "12" as 12; the other servers refuse it.
  const app = fastify({ ajv: { customOptions: { coerceTypes: false } } });
  app.setErrorHandler((error: Error & { validation?: unknown; statusCode?: number }, _, reply) =>
    reply.code(error.validation ? 422 : (error.statusCode ?? 500)).send({ detail: error.message }),
  );
  addReads(app, store);
  addPages(app, store);
  addWrites(app, store);
  return app;
}

function addReads(app: FastifyInstance, store: BookStore): void {
  app.get('/books', { schema: ROUTE_SCHEMAS.list }, async () => ({
    results: await store.list(),
  }));

  const one = { schema: ROUTE_SCHEMAS.retrieve };
  // It has no cache: what a cached answer is compared with.
  for (const path of ['/books/:id', '/book-cache/:id'])
    app.get<ById>(path, one, async (request, reply) => {
      const id = Number(request.params.id);
      const found = Number.isInteger(id) ? await store.find(id) : undefined;
      return found ?? refuse(reply, 404, 'not found');
    });
}

function addPages(app: FastifyInstance, store: BookStore): void {
  const page = { schema: ROUTE_SCHEMAS.page };
  app.get<{ Querystring: TextQuery }>('/book-pages', page, async (request) => {
    const query = readPageQuery(request.query);
    const { count, results } = await store.page(query);
    return { ...pageEnvelope(request, query.page, count), results };
  });

  const stream = { schema: ROUTE_SCHEMAS.stream };
  app.get<{ Querystring: TextQuery }>('/book-stream', stream, ({ query }) => {
    const { page_size = LIST_SIZE, cursor } = query;
    return store.stream({ page_size: Number(page_size), ...(cursor !== undefined && { cursor }) });
  });
}

function addWrites(app: FastifyInstance, store: BookStore): void {
  const create = { schema: ROUTE_SCHEMAS.create };
  app.post<{ Body: NewBook }>('/books', create, async (request, reply) => {
    reply.code(201);
    return store.insert(request.body);
  });

  const change = { schema: ROUTE_SCHEMAS.change };
  app.patch<ById & { Body: BookChange }>('/books/:id', change, async (request, reply) => {
    const id = Number(request.params.id);
    if (!Number.isInteger(id)) return refuse(reply, 404, 'not found');
    const updated = await store.update(id, request.body);
    if (updated) return updated;
    const exists = (await store.find(id)) !== undefined;
    return exists ? refuse(reply, 409, 'version conflict') : refuse(reply, 404, 'not found');
  });
}

function refuse(reply: FastifyReply, status: number, detail: string): { detail: string } {
  reply.code(status);
  return { detail };
}
