import 'reflect-metadata';
import { HttpStatus, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { openStore } from '../raw/open-store.js';
import { serveBooks } from '../serve-books.js';
import { BooksController, STORE } from './books.controller.js';

await serveBooks(async (databaseUrl) => {
  const store = openStore(databaseUrl);
  @Module({
    controllers: [BooksController],
    providers: [{ provide: STORE, useValue: store }],
  })
  class AppModule {}

  // Nest would print each refusal that the check provokes.
  Logger.overrideLogger(['fatal']);
  const adapter = new FastifyAdapter({
    // Fastify would read "12" as 12; the other servers refuse it.
    ajv: { customOptions: { coerceTypes: false } },
    schemaErrorFormatter: ([error]) =>
      Object.assign(new Error(error?.message), { statusCode: HttpStatus.UNPROCESSABLE_ENTITY }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter);
  await app.listen(0, '127.0.0.1');
  return {
    url: await app.getUrl(),
    async close() {
      await app.close();
      await store.close();
    },
  };
});
