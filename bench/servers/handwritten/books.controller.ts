import {
  Body,
  Controller,
  Get,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  UseFilters,
} from '@nestjs/common';
import { CreateBookDto, UpdateBookDto } from './book.dto.js';
import type { Book } from './book.entity.js';
import { BooksService } from './books.service.js';
import { notFound } from './not-found.js';
import { OptimisticLockFilter } from './optimistic-lock.filter.js';

const ParseIdPipe = new ParseIntPipe({ exceptionFactory: notFound });

@Controller('books')
@UseFilters(OptimisticLockFilter)
export class BooksController {
  constructor(private readonly books: BooksService) {}

  @Get()
  async findAll(): Promise<{ results: Book[] }> {
    return { results: await this.books.findAll() };
  }

  @Get(':id')
  findOne(@Param('id', ParseIdPipe) id: number): Promise<Book> {
    return this.books.findOne(id);
  }

  @Post()
  create(@Body() fields: CreateBookDto): Promise<Book> {
    return this.books.create(fields);
  }

  @Patch(':id')
  update(@Param('id', ParseIdPipe) id: number, @Body() changes: UpdateBookDto): Promise<Book> {
    return this.books.update(id, changes);
  }
}
