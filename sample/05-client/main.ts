import { join } from 'node:path';

import fastifyStatic from '@fastify/static';
import { LightApi } from 'nestjs-lightapi';

import { Book } from './book.js';

const api = LightApi.create({ endpoints: [Book], openapi: { title: 'Books' } });
const app = await api.buildApp();
await app.register(fastifyStatic, { root: join(import.meta.dirname, 'web') });
await api.listen(app);
console.log(`The page is at ${await app.getUrl()}`);
