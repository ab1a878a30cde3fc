import { Body, Controller, Delete, Get, Param, ParseIntPipe, Patch, Post } from '@nestjs/common';
import { CreateBookDto, UpdateBookDto } from './book.dto.js';
import type { Book } from './book.entity.js';
import { BooksService } from './books.service.js';

@Controller('books')
export class BooksController {
  constructor(private readonly books: BooksService) {}

  @Get()
  async findAll(): Promise<{ results: Book[] }> {
    return { results: await this.books.findAll() };
  }

  @Get(':id')
  findOne(@Param('id', ParseIntPipe) id: number): Promise<Book> {
    return this.books.findOne(id);
  }

  @Post()
  create(@Body() fields: CreateBookDto): Promise<Book> {
    return this.books.create(fields);
  }

  @Patch(':id')
  update(@Param('id', ParseIntPipe) id: number, @Body() changes: UpdateBookDto): Promise<Book> {
    return this.books.update(id, changes);
  }

  @Delete(':id')
  remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    return this.books.remove(id);
  }
}
