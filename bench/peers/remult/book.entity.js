// The entity in plain JavaScript, as remult's documentation writes it without decorators.
import { describeEntity, Fields, Validators } from 'remult';
import { sqliteFile } from '../../dist/database/database-url.js';
import {
  AUTHOR_MAX_LENGTH,
  PAGES_MIN,
  PRICE_PATTERN,
  TITLE_MAX_LENGTH,
} from '../../dist/resource/book.js';

export class Book {}

/** The table stores what MikroORM writes: on SQLite times in milliseconds and prices as numbers. */
const isSqlite = sqliteFile(process.env.BENCH_DATABASE_URL ?? '') !== undefined;

const stored = isSqlite
  ? {
      price: {
        fromDb: (value) => (value === null ? null : value.toFixed(2)),
        fieldTypeInDb: 'numeric(10,2)',
      },
      time: {
        fromDb: (value) => new Date(value),
        toDb: (value) => value.getTime(),
        fromJson: (value) => new Date(value),
        toJson: (value) => value.toISOString(),
      },
    }
  : { price: { fieldTypeInDb: 'numeric(10,2)' }, time: undefined };

const readOnly = { allowApiUpdate: false };

describeEntity(
  Book,
  'books',
  {
    id: Fields.autoIncrement(),
    title: Fields.string({ validate: length(TITLE_MAX_LENGTH) }),
    author: Fields.string({ validate: length(AUTHOR_MAX_LENGTH) }),
    price: Fields.string({
      allowNull: true,
      validate: ({ price }) => price === null || PRICE_PATTERN.test(price) || 'is no price',
      valueConverter: stored.price,
    }),
    pages: Fields.integer({ validate: Validators.min(PAGES_MIN) }),
    in_print: Fields.boolean(),
    created_at: Fields.createdAt({ ...readOnly, valueConverter: stored.time }),
    updated_at: Fields.updatedAt({ ...readOnly, valueConverter: stored.time }),
    version: Fields.integer(),
  },
  { allowApiCrud: true, defaultOrderBy: { id: 'asc' }, saving: lockVersion },
);

function length(max) {
  return [Validators.minLength(1), Validators.maxLength(max)];
}

/**
 * remult has no row versions. Between this comparison and the statement another change may win, which
 * the bench, with rows of its own for each connection, does not provoke.
 */
function lockVersion(book, { isNew, fields }) {
  if (isNew) {
    book.version = 1;
    return;
  }
  if (book.version !== fields.version.originalValue)
    throw { httpStatusCode: 409, message: 'version conflict' };
  book.version += 1;
}
