import { Body, Controller, Get, Param, ParseIntPipe, Patch, Post } from '@nestjs/common';
import type { Book } from '../../resource/book.js';
import { CreateBookDto, UpdateBookDto } from '../handwritten/book.dto.js';
import { notFound } from '../handwritten/not-found.js';
import { BooksService } from './books.service.js';

const ParseIdPipe = new ParseIntPipe({ exceptionFactory: notFound });

@Controller('books')
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
