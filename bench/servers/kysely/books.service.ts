import { ConflictException, Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { LIST_SIZE, type Book } from '../../resource/book.js';
import { CreateBookDto, UpdateBookDto } from '../handwritten/book.dto.js';
import { notFound } from '../handwritten/not-found.js';
import { COLUMN_VALUES, type ColumnValues } from './column-values.js';
import { DB, type Db } from './database.js';

@Injectable()
export class BooksService {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(COLUMN_VALUES) private readonly values: ColumnValues,
  ) {}

  async findAll(): Promise<Book[]> {
    const rows = await this.#books.orderBy('id').limit(LIST_SIZE).execute();
    return rows.map((row) => this.values.toBook(row));
  }

  async findOne(id: number): Promise<Book> {
    const row = await this.#books.where('id', '=', id).executeTakeFirstOrThrow(notFound);
    return this.values.toBook(row);
  }

  async create({ title, author, price = null, pages, in_print }: CreateBookDto): Promise<Book> {
    const now = this.values.time(new Date());
    const times = { created_at: now, updated_at: now };
    const row = await this.db
      .insertInto('books')
      .values({ title, author, price, pages, in_print: this.values.boolean(in_print), ...times })
      .returningAll()
      .executeTakeFirstOrThrow();
    return this.values.toBook(row);
  }

  /** One statement, which writes only over the version that the client read. */
  async update(id: number, { version, in_print, ...changes }: UpdateBookDto): Promise<Book> {
    const row = await this.db
      .updateTable('books')
      .set({
        ...changes,
        ...(in_print !== undefined && { in_print: this.values.boolean(in_print) }),
        updated_at: this.values.time(new Date()),
        version: sql<number>`version + 1`,
      })
      .where('id', '=', id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst();
    if (row) return this.values.toBook(row);
    await this.findOne(id);
    throw new ConflictException({ detail: 'version conflict' });
  }

  get #books() {
    return this.db.selectFrom('books').selectAll();
  }
}
