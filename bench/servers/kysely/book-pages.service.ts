import { Inject, Injectable } from '@nestjs/common';
import { sql, type SelectQueryBuilder } from 'kysely';
import { sqliteFile } from '../../database/database-url.js';
import { LIST_SIZE, type Book, type BookStream } from '../../resource/book.js';
import type { PageQueryDto, StreamQueryDto } from '../handwritten/book-query.dto.js';
import { readCursor, streamOf, type StreamCursor } from '../raw/stream-cursor.js';
import { COLUMN_VALUES, type ColumnValues } from './column-values.js';
import { DB, type Database, type Db } from './database.js';

/** SQLite's `like` knows no case, and it has no `ilike`. */
const LIKE = sqliteFile(process.env.BENCH_DATABASE_URL ?? '') === undefined ? 'ilike' : 'like';

@Injectable()
export class BookPagesService {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(COLUMN_VALUES) private readonly values: ColumnValues,
  ) {}

  async findPage(query: PageQueryDto): Promise<[Book[], number]> {
    const books = this.#matching(this.db.selectFrom('books'), query);
    const ordered =
      query.ordering === undefined
        ? books.orderBy('id')
        : books.orderBy('price', (price) => price.desc().nullsLast()).orderBy('id');
    const [rows, { count }] = await Promise.all([
      ordered
        .selectAll()
        .limit(LIST_SIZE)
        .offset((query.page - 1) * LIST_SIZE)
        .execute(),
      books.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow(),
    ]);
    return [rows.map((row) => this.values.toBook(row)), Number(count)];
  }

  async findStream({ page_size, cursor: text }: StreamQueryDto): Promise<BookStream> {
    const cursor = readCursor(text);
    const way = cursor?.reversed ? 'desc' : 'asc';
    const books = this.db.selectFrom('books').selectAll();
    const rows = await (cursor ? books.where(this.#beyond(cursor)) : books)
      .orderBy('created_at', way)
      .orderBy('id', way)
      .limit(page_size + 1)
      .execute();
    const found = rows.map((row) => this.values.toBook(row));
    return streamOf<Book>(found, page_size, cursor);
  }

  #beyond({ created_at, id, reversed }: StreamCursor) {
    const place = sql`(${this.values.time(created_at)}, ${id})`;
    return sql<boolean>`(created_at, id) ${sql.raw(reversed ? '<' : '>')} ${place}`;
  }

  #matching(books: BookQuery, { in_print, 'pages[gte]': pages, search = '' }: PageQueryDto) {
    const words = search.split(/\s+/).filter((word) => word !== '');
    let matching = books;
    if (in_print !== undefined)
      matching = matching.where('in_print', '=', this.values.boolean(in_print));
    if (pages !== undefined) matching = matching.where('pages', '>=', pages);
    for (const word of words) matching = matching.where(somewhere(word));
    return matching;
  }
}

type BookQuery = SelectQueryBuilder<Database, 'books', object>;

function somewhere(word: string) {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  const like = sql.raw(LIKE);
  return sql<boolean>`(title ${like} ${pattern} escape '\\' or author ${like} ${pattern} escape '\\')`;
}
