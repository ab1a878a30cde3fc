import 'reflect-metadata';
import { MikroORM } from '@mikro-orm/core';
import { sqliteFile } from '../../database/database-url.js';
import { createNest } from '../create-nest.js';
import { serveBooks } from '../serve-books.js';
import { AppModule } from './app.module.js';

await serveBooks(async (databaseUrl) => {
  const app = await createNest(AppModule.on(databaseUrl));
  if (sqliteFile(databaseUrl) !== undefined) await relaxSync(app.get(MikroORM));
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
});

/** As the other servers: with WAL, a commit need not wait for the disk. */
async function relaxSync(orm: MikroORM): Promise<void> {
  await orm.em.fork().getDriver().getConnection().execute('pragma synchronous = normal');
}
