import { CacheInterceptor } from '@nestjs/cache-manager';
import { Controller, Get, Param, ParseIntPipe, UseInterceptors } from '@nestjs/common';
import type { Book } from '../../resource/book.js';
import { BooksService } from './books.service.js';

/** As the documentation of Nest teaches: nothing outdates an answer but its time. */
@Controller('book-cache')
@UseInterceptors(CacheInterceptor)
export class BookCacheController {
  constructor(private readonly books: BooksService) {}

  @Get(':id')
  findOne(@Param('id', ParseIntPipe) id: number): Promise<Book> {
    return this.books.findOne(id);
  }
}
