// remult on Fastify, with the data provider for each database that its documentation names.
import Database from 'better-sqlite3';
import fastify from 'fastify';
import { SqlDatabase } from 'remult';
import { remultApi } from 'remult/remult-fastify';
import { BetterSqlite3DataProvider } from 'remult/remult-better-sqlite3';
import { createPostgresDataProvider } from 'remult/postgres';
import { sqliteFile } from '../../dist/database/database-url.js';
import { serveBooks } from '../../dist/servers/serve-books.js';
import { Book } from './book.entity.js';

await serveBooks(async (databaseUrl) => {
  const file = sqliteFile(databaseUrl);
  const provider = file === undefined ? await postgres(databaseUrl) : sqlite(file);
  const app = fastify();
  await app.register(
    remultApi({
      entities: [Book],
      dataProvider: provider,
      // The bench has made the table, with the columns that every server has.
      ensureSchema: false,
      logApiEndPoints: false,
    }),
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async close() {
      await app.close();
      await provider.end?.();
    },
  };
});

function postgres(connectionString) {
  return createPostgresDataProvider({
    connectionString,
    configuration: { max: 10 },
    // Dearest first has books without a price last.
    orderByNullsFirst: true,
  });
}

function sqlite(file) {
  const db = new Database(file);
  // As the other servers: with WAL, a commit need not wait for the disk.
  db.pragma('synchronous = normal');
  return new SqlDatabase(new BetterSqlite3DataProvider(db));
}
