import 'reflect-metadata';
import { serveBooks } from '../serve-books.js';
import { createNest } from '../create-nest.js';
import { AppModule } from './app.module.js';

await serveBooks(async (databaseUrl) => {
  const app = await createNest(AppModule.on(databaseUrl));
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
});
