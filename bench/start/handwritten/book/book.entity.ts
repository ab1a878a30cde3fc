import { defineEntity, p } from '@mikro-orm/core';
import { AUTHOR_MAX_LENGTH, TITLE_MAX_LENGTH } from '../../../resource/book.js';

const BookSchema = defineEntity({
  name: 'Book',
  tableName: 'books',
  properties: {
    title: p.string().length(TITLE_MAX_LENGTH),
    author: p.string().length(AUTHOR_MAX_LENGTH),
    price: p.decimal().precision(10).scale(2).nullable(),
    pages: p.integer(),
    in_print: p.boolean(),
    id: p.integer().primary(),
    created_at: p.datetime(3).onCreate(() => new Date()),
    updated_at: p
      .datetime(3)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    version: p.integer().version(),
  },
});

export class Book extends BookSchema.class {}

BookSchema.setClass(Book);
