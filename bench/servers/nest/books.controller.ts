import {
  Body,
  ConflictException,
  Controller,
  Get,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  UseGuards,
} from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { LIST_SIZE, type BookChange, type NewBook } from '../../resource/book.js';
import { notFound } from '../handwritten/not-found.js';
import { pageEnvelope } from '../page-envelope.js';
import type { BookStore } from '../raw/book-store.interface.js';
import { readPageQuery, type TextQuery } from '../raw/page-query.js';
import { ROUTE_SCHEMAS } from '../raw/route.schemas.js';
import { OpenGuard } from './open.guard.js';

export const STORE = Symbol('store');

/** What `raw` does, behind Nest's router and one guard: what Nest leaves to gain. */
@Controller()
@UseGuards(OpenGuard)
export class BooksController {
  constructor(@Inject(STORE) private readonly store: BookStore) {}

  @Get('books')
  @RouteSchema(ROUTE_SCHEMAS.list)
  async list() {
    return { results: await this.store.list() };
  }

  // It has no cache, as `raw`.
  @Get(['books/:id', 'book-cache/:id'])
  @RouteSchema(ROUTE_SCHEMAS.retrieve)
  async retrieve(@Param('id') text: string) {
    const id = Number(text);
    const found = Number.isInteger(id) ? await this.store.find(id) : undefined;
    if (found === undefined) throw notFound();
    return found;
  }

  @Get('book-pages')
  @RouteSchema(ROUTE_SCHEMAS.page)
  async page(@Req() request: FastifyRequest<{ Querystring: TextQuery }>) {
    const query = readPageQuery(request.query);
    const { count, results } = await this.store.page(query);
    return { ...pageEnvelope(request, query.page, count), results };
  }

  @Get('book-stream')
  @RouteSchema(ROUTE_SCHEMAS.stream)
  stream(@Query() { page_size, cursor }: TextQuery) {
    return this.store.stream({
      page_size: Number(page_size ?? LIST_SIZE),
      ...(cursor !== undefined && { cursor }),
    });
  }

  @Post('books')
  @RouteSchema(ROUTE_SCHEMAS.create)
  create(@Body() fields: NewBook) {
    return this.store.insert(fields);
  }

  @Patch('books/:id')
  @RouteSchema(ROUTE_SCHEMAS.change)
  async change(@Param('id') text: string, @Body() change: BookChange) {
    const id = Number(text);
    if (!Number.isInteger(id)) throw notFound();
    const updated = await this.store.update(id, change);
    if (updated) return updated;
    if ((await this.store.find(id)) === undefined) throw notFound();
    throw new ConflictException({ detail: 'version conflict' });
  }
}
