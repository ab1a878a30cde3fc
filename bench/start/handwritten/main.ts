import 'reflect-metadata';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import type { Type } from '@nestjs/common';
import { createNest } from '../../servers/create-nest.js';
import { connection } from '../../servers/handwritten/connection.js';
import { serveBooks } from '../../servers/serve-books.js';
import { loadResources } from '../load-resources.js';

class AppModule {}

await serveBooks(async (databaseUrl) => {
  const modules = await loadResources<Type>();
  const orm = MikroOrmModule.forRoot({ autoLoadEntities: true, ...connection(databaseUrl) });
  const app = await createNest({ module: AppModule, imports: [orm, ...modules] });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
});
