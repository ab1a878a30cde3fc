import 'reflect-metadata';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Endpoint, Field, LightApiModule, RestEndpoint } from 'nestjs-lightapi';
import {
  AUTHOR_MAX_LENGTH,
  CACHED_TABLE,
  CACHE_SECONDS,
  LIST_SIZE,
  MAX_PAGE_SIZE,
  PAGES_MIN,
  TITLE_MAX_LENGTH,
} from '../resource/book.js';
import { serveBooks } from './serve-books.js';

abstract class BookFields extends RestEndpoint {
  @Field({ minLength: 1, maxLength: TITLE_MAX_LENGTH })
  title!: string;

  @Field({ minLength: 1, maxLength: AUTHOR_MAX_LENGTH })
  author!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, ge: 0, optional: true })
  price?: string | null;

  @Field({ ge: PAGES_MIN })
  pages!: number;

  @Field()
  in_print!: boolean;
}

@Endpoint('/books')
class Book extends BookFields {}

@Endpoint('/book-pages', {
  table: 'books',
  methods: ['GET'],
  filtering: {
    fields: ['in_print', 'pages'],
    search: ['title', 'author'],
    ordering: ['price'],
  },
  pagination: { style: 'page_number', pageSize: LIST_SIZE },
})
class BookPages extends BookFields {}

@Endpoint('/book-stream', {
  table: 'books',
  methods: ['GET'],
  filtering: { ordering: ['created_at'] },
  pagination: { style: 'cursor', pageSize: LIST_SIZE, maxPageSize: MAX_PAGE_SIZE },
})
class BookStream extends BookFields {}

@Endpoint('/book-cache', {
  table: CACHED_TABLE,
  methods: ['GET'],
  cache: { ttl: CACHE_SECONDS },
})
class BookCache extends BookFields {}

const { BENCH_REDIS_URL } = process.env;

await serveBooks(async (database) => {
  Logger.overrideLogger(['error']);
  @Module({
    imports: [
      LightApiModule.forRoot({
        database,
        endpoints: [Book, BookPages, BookStream, BookCache],
        ...(BENCH_REDIS_URL && { redis: { url: BENCH_REDIS_URL } }),
        maxResults: LIST_SIZE,
      }),
    ],
  })
  class AppModule {}

  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
});
