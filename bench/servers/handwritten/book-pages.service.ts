import { EntityManager, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { sqliteFile } from '../../database/database-url.js';
import { LIST_SIZE, type BookStream } from '../../resource/book.js';
import { Book } from './book.entity.js';
import type { PageQueryDto, StreamQueryDto } from './book-query.dto.js';

/** SQLite's `like` knows no case, and it has no `ilike`. */
const LIKE = sqliteFile(process.env.BENCH_DATABASE_URL ?? '') === undefined ? '$ilike' : '$like';

/** What stands before a cursor: which way it leads. */
const AFTER = 'after.';
const BEFORE = 'before.';

@Injectable()
export class BookPagesService {
  constructor(private readonly em: EntityManager) {}

  findPage(query: PageQueryDto): Promise<[Book[], number]> {
    return this.em.findAndCount(Book, conditions(query), {
      orderBy:
        query.ordering === undefined ? { id: 'asc' } : { price: 'desc nulls last', id: 'asc' },
      limit: LIST_SIZE,
      offset: (query.page - 1) * LIST_SIZE,
    });
  }

  async findStream({ page_size, cursor }: StreamQueryDto): Promise<BookStream<Book>> {
    const page = await this.em.findByCursor(Book, {
      ...window(page_size, cursor),
      orderBy: { created_at: 'asc', id: 'asc' },
      includeCount: false,
    });
    return {
      next: page.hasNextPage ? `${AFTER}${page.endCursor}` : null,
      previous: page.hasPrevPage ? `${BEFORE}${page.startCursor}` : null,
      results: page.items,
    };
  }
}

function window(size: number, cursor: string | undefined) {
  if (cursor === undefined) return { first: size };
  return cursor.startsWith(BEFORE)
    ? { last: size, before: cursor.slice(BEFORE.length) }
    : { first: size, after: cursor.slice(AFTER.length) };
}

function conditions(query: PageQueryDto): FilterQuery<Book> {
  const { in_print, 'pages[gte]': pages, search = '' } = query;
  const words = search.split(/\s+/).filter((word) => word !== '');
  return {
    ...(in_print !== undefined && { in_print }),
    ...(pages !== undefined && { pages: { $gte: pages } }),
    ...(words.length > 0 && { $and: words.map(somewhere) }),
  };
}

function somewhere(word: string): FilterQuery<Book> {
  const pattern = { [LIKE]: `%${word.replace(/[\\%_]/g, '\\$&')}%` };
  return { $or: [{ title: pattern }, { author: pattern }] };
}
