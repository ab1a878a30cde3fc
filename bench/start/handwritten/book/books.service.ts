import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { LIST_SIZE } from '../../../resource/book.js';
import { CreateBookDto, UpdateBookDto } from './book.dto.js';
import { Book } from './book.entity.js';

@Injectable()
export class BooksService {
  constructor(private readonly em: EntityManager) {}

  findAll(): Promise<Book[]> {
    return this.em.find(Book, {}, { orderBy: { id: 'asc' }, limit: LIST_SIZE });
  }

  findOne(id: number): Promise<Book> {
    return this.em.findOneOrFail(Book, { id });
  }

  async create(fields: CreateBookDto): Promise<Book> {
    const book = this.em.create(Book, fields);
    await this.em.flush();
    return book;
  }

  async update(id: number, { version, ...changes }: UpdateBookDto): Promise<Book> {
    const book = await this.findOne(id);
    await this.em.lock(book, LockMode.OPTIMISTIC, version);
    this.em.assign(book, changes);
    await this.em.flush();
    return book;
  }

  async remove(id: number): Promise<void> {
    this.em.remove(await this.findOne(id));
    await this.em.flush();
  }
}
