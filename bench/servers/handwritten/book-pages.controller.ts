import { Controller, Get, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BookPage, BookStream } from '../../resource/book.js';
import { pageEnvelope } from '../page-envelope.js';
import type { Book } from './book.entity.js';
import { BookPagesService } from './book-pages.service.js';
import { PageQueryDto, StreamQueryDto } from './book-query.dto.js';

@Controller()
export class BookPagesController {
  constructor(private readonly books: BookPagesService) {}

  @Get('book-pages')
  async findPage(
    @Query() query: PageQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<BookPage<Book>> {
    const [results, count] = await this.books.findPage(query);
    return { ...pageEnvelope(request, query.page, count), results };
  }

  @Get('book-stream')
  findStream(@Query() query: StreamQueryDto): Promise<BookStream<Book>> {
    return this.books.findStream(query);
  }
}
