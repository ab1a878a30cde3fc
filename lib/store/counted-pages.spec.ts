import type { EntityManager } from '@mikro-orm/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { codecOf } from '../column/codec-of.js';
import { Endpoint } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import { buildEndpointModels } from '../model/endpoint-models.builder.js';
import { CollectionQuery } from '../query/collection-query.js';
import { type CollectionSchema, createCollectionSchema } from '../query/collection-schema.js';
import { CollectionStore } from './collection.store.js';
import { CountedPages } from './counted-pages.js';
import type { KeyConditionCompiler } from './key-condition.compiler.js';
import { addSqliteFunctions } from './sqlite-functions.js';
import { StatementBook } from './statement-book.js';
import type { Runner } from './statement.interface.js';

@Endpoint('/books', { filtering: { ordering: ['title'], search: ['title'] } })
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

const ROWS = 2000;

describe('a counted page', () => {
  let database: InstanceType<typeof Database>;
  let asked: string[];
  let pages: CountedPages;
  let schema: CollectionSchema;
  beforeEach(() => {
    database = new Database(':memory:');
    addSqliteFunctions(database);
    database.exec(`create table books (id integer primary key, title text, created_at text,
      updated_at text, version integer)`);
    database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
      insert into books select i, 't' || (i % 7), '2024', '2024', 1 from n`);
    asked = [];
    const runner: Runner = {
      rows({ sql }, parameters) {
        asked.push(kindOf(sql));
        return Promise.resolve(database.prepare(sql).raw().all(parameters) as unknown[][]);
      },
      read: (...all) => runner.rows(...all),
    };
    ({ pages, schema } = pagesOn(runner));
  });
  afterEach(() => {
    database.close();
  });

  it('that is deep is read from the start as long as nobody has counted', async () => {
    expect(await read(1900)).toEqual([[1901, 1902, 1903], ROWS]);

    expect(asked).toEqual(['rows', 'count']);
  });

  it('in the last quarter of what was counted is read from the end, with its count', async () => {
    await read(0);
    asked.length = 0;

    expect(await read(1900)).toEqual([[1901, 1902, 1903], ROWS]);
    expect(await read(1998)).toEqual([[1999, 2000], ROWS]);
    expect(asked).toEqual(['from the end', 'from the end']);
  });

  it('in another ordering is too, as there are as many rows', async () => {
    await read(0);
    asked.length = 0;

    await read(1900, 'title');

    expect(asked).toEqual(['from the end']);
  });

  it.each([1000, 1500])('at %s of 2000 rows is read from the start', async (offset) => {
    await read(0);
    asked.length = 0;

    await read(offset);

    expect(asked).toEqual(['rows', 'count']);
  });

  it('of a small collection is always read from the start', async () => {
    database.exec('delete from books where id > 1000');
    await read(0);
    asked.length = 0;

    expect(await read(990)).toEqual([[991, 992, 993], 1000]);

    expect(asked).toEqual(['rows', 'count']);
  });

  it('behind the last row is counted alone', async () => {
    await read(0);
    asked.length = 0;

    expect(await read(2000)).toEqual([[], ROWS]);

    expect(asked).toEqual(['count']);
  });

  it('that rows have come to since is read all the same', async () => {
    await read(0);
    database.exec(`insert into books select id + ${ROWS}, title, '', '', 1 from books`);
    asked.length = 0;

    expect(await read(2100)).toEqual([[2101, 2102, 2103], 2 * ROWS]);

    expect(asked).toEqual(['count', 'rows', 'count']);
  });

  it('that rows have left since is counted again', async () => {
    await read(0);
    database.exec('delete from books where id > 1700');
    asked.length = 0;

    expect(await read(1800)).toEqual([[], 1700]);

    expect(asked).toEqual(['from the end', 'count']);
  });

  it('of a search is one statement, with its count', async () => {
    expect(await search('t3', 3)).toEqual([[24, 31, 38], 286]);
    expect(await search('t3', 285)).toEqual([[1998], 286]);

    expect(asked).toEqual(['rows and count', 'rows and count']);
  });

  it('of a search that finds nothing there is counted', async () => {
    expect(await search('t3', 286)).toEqual([[], 286]);
    expect(await search('no', 0)).toEqual([[], 0]);

    const behind = ['rows and count', 'rows', 'count'];
    expect(asked).toEqual([...behind, ...behind]);
  });

  it('of a search that has found many is two statements, until it finds few', async () => {
    expect(await search('t', 3)).toEqual([[4, 5, 6], ROWS]);
    expect(await search('t', 3)).toEqual([[4, 5, 6], ROWS]);
    database.exec('delete from books where id > 1000');
    expect(await search('t', 3)).toEqual([[4, 5, 6], 1000]);
    expect(await search('t', 3)).toEqual([[4, 5, 6], 1000]);

    expect(asked).toEqual(['rows and count', 'rows', 'count', 'rows', 'count', 'rows and count']);
  });

  function search(word: string, offset: number) {
    const all = CollectionQuery.all(schema);
    return readOf(all.searchFor({ fields: schema.searchable, word }), offset);
  }

  function read(offset: number, field?: string) {
    const all = CollectionQuery.all(schema);
    const query = field ? all.orderBy([{ field, descending: false, nulls: 'last' }]) : all;
    return readOf(query, offset);
  }

  async function readOf(query: CollectionQuery, offset: number) {
    const window = { limit: 3, isDefault: true, offset, after: undefined, reversed: false };
    const { rows, count } = await pages.reading(query, window)();
    const { position } = schema.key[0]!;
    return [rows.map((row) => row[position]), count];
  }
});

function pagesOn(runner: Runner) {
  const dialect = 'sqlite' as const;
  const model = buildEndpointModels([Book]).models.get(Book)!;
  const codecs = model.columns.map((field) => codecOf(field, dialect));
  const book = new StatementBook({ model, codecs, dialect, stateSecret: '' });
  const em = undefined as unknown as EntityManager; // Nothing fails.
  const keys = undefined as unknown as KeyConditionCompiler; // No hook narrows these.
  const store = new CollectionStore({ endpoint: model.name, em, book, runner, keys, dialect });
  return {
    pages: new CountedPages(store),
    schema: createCollectionSchema(model, codecs, dialect),
  };
}

function kindOf(sql: string): string {
  if (sql.startsWith('with')) return 'from the end';
  if (sql.includes('count(*) over ()')) return 'rows and count';
  return sql.startsWith('select count') ? 'count' : 'rows';
}
