import { Controller, Get, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BookPage, BookStream } from '../../resource/book.js';
import { PageQueryDto, StreamQueryDto } from '../handwritten/book-query.dto.js';
import { pageEnvelope } from '../page-envelope.js';
import { BookPagesService } from './book-pages.service.js';

@Controller()
export class BookPagesController {
  constructor(private readonly books: BookPagesService) {}

  @Get('book-pages')
  async findPage(@Query() query: PageQueryDto, @Req() request: FastifyRequest): Promise<BookPage> {
    const [results, count] = await this.books.findPage(query);
    return { ...pageEnvelope(request, query.page, count), results };
  }

  @Get('book-stream')
  findStream(@Query() query: StreamQueryDto): Promise<BookStream> {
    return this.books.findStream(query);
  }
}
