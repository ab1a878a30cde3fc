import { CacheInterceptor } from '@nestjs/cache-manager';
import { Controller, Get, Param, ParseIntPipe, UseInterceptors } from '@nestjs/common';
import type { Book } from './book.entity.js';
import { BooksService } from './books.service.js';
import { notFound } from './not-found.js';

const ParseIdPipe = new ParseIntPipe({ exceptionFactory: notFound });

/** As the documentation of Nest teaches: nothing outdates an answer but its time. */
@Controller('book-cache')
@UseInterceptors(CacheInterceptor)
export class BookCacheController {
  constructor(private readonly books: BooksService) {}

  @Get(':id')
  findOne(@Param('id', ParseIdPipe) id: number): Promise<Book> {
    return this.books.findOne(id);
  }
}
