// Platformatic DB: the REST API that it makes of the table, as its Fastify plugin; its GraphQL API and
// its events, which the bench asks nothing of, are off.
import fastify from 'fastify';
import platformatic from '@platformatic/db-core';
import { sqliteFile } from '../../dist/database/database-url.js';
import { MAX_PAGE_SIZE, LIST_SIZE } from '../../dist/resource/book.js';
import { serveBooks } from '../../dist/servers/serve-books.js';
import { changeBody, createBody } from './book.schema.js';
import { versionLock } from './version-lock.js';

await serveBooks(async (databaseUrl) => {
  const file = sqliteFile(databaseUrl);
  const app = fastify();
  await app.register(platformatic, {
    connectionString: file === undefined ? databaseUrl : `sqlite://${file}`,
    poolSize: 10,
    limit: { default: LIST_SIZE, max: MAX_PAGE_SIZE },
    graphql: false,
    events: false,
    openapi: {
      paths: {
        '/books': { post: { body: createBody } },
        '/books/:id': { put: { body: changeBody } },
      },
    },
  });
  if (file !== undefined) await relaxSync(app.platformatic);
  app.platformatic.addEntityHooks('book', versionLock(app.platformatic));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
});

/** As the other servers: with WAL, a commit need not wait for the disk. */
async function relaxSync({ db, sql }) {
  await db.query(sql`pragma synchronous = normal`);
}
