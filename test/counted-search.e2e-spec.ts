import { expect, it } from 'vitest';

import { Endpoint, Field, type LightApiRequest, RestEndpoint } from '../lib/index.js';
import { describeOnEachDatabase, serve } from './support/nest-app.js';
import { serveTables, type Tables } from './support/reflected-api.js';

/** The same SQL on both databases. */
const both = (sql: string): Tables => ({ SQLite: sql, PostgreSQL: sql });

/** Two thirds are found by `find`; a key of two columns, and columns that are called as ours might be. */
const PARTS = both(`
  create table parts (
    shelf varchar(10) not null, place bigint not null, name varchar(40), note varchar(40),
    price numeric(20, 4), "key_0" int, "key_1" int, total bigint, primary key (shelf, place)
  );
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
  insert into parts select
    case when i % 3 = 0 then 'b' else 'a' end, 9007199254740993 + i,
    case when i % 3 = 1 then 'lost' else 'Find me' end,
    case when i % 5 = 0 then null else 'n' || (i % 7) end,
    i * 0.25, i % 6, -i, 9007199254740993 - i from n`);

@Endpoint('/parts', {
  reflect: true,
  filtering: { search: ['name'], ordering: ['note', 'key_0', 'price', 'total'] },
  pagination: { style: 'limit_offset' },
})
class Part extends RestEndpoint {}

/** A view whose key is missing in some rows, as none that is declared may be. */
const LABELS = both(`
  create table stickers (code varchar(10), name varchar(40) not null);
  insert into stickers values ('a', 'find'), (null, 'find'), (null, 'find'), ('b', 'find');
  create view labels as select code, name from stickers`);

@Endpoint('/labels', {
  reflect: true,
  primaryKey: ['code'],
  methods: ['GET'],
  filtering: { search: ['name'] },
  pagination: { style: 'page_number' },
})
class Label extends RestEndpoint {}

@Endpoint('/tools', {
  filtering: { search: ['name'] },
  pagination: { style: 'page_number', pageSize: 4 },
})
class Tool extends RestEndpoint {
  @Field() name!: string;

  @Field() owner!: string;

  override scope(request: LightApiRequest) {
    return { owner: String(request.headers['x-owner']) };
  }
}

describeOnEachDatabase('a page of a search with its count', (server) => {
  it('has the rows, the order and the count of the whole collection', async () => {
    const api = await serveTables(server, PARTS, { endpoints: [Part] });
    const orderings = ['note', '-note', 'note.nullsfirst', 'key_0,-price', '-total', 'price'];

    for (const ordering of orderings) {
      const all = await api.get(`/parts?limit=100&ordering=${ordering}`);
      const found = (all.json.results as { name: string }[]).filter((one) => one.name !== 'lost');
      expect(found).toHaveLength(40);
      for (const offset of [0, 7, 35, 39, 40, 1000]) {
        const page = await api.get(
          `/parts?search=find&limit=7&offset=${offset}&ordering=${ordering}`,
        );
        expect(page.json).toMatchObject({ count: 40 });
        expect(page.json.results).toEqual(found.slice(offset, offset + 7));
      }
    }
  });

  it('has rows without a key as often as they are there', async () => {
    const api = await serveTables(server, LABELS, { endpoints: [Label] });
    const all = await api.get('/labels');

    const found = await api.get('/labels?search=find');

    expect(found.status).toBe(all.status);
    expect(found.json.count).toBe(4);
    expect(found.json.results).toEqual(all.json.results);
  });

  it('counts nothing that its caller may not see', async () => {
    const api = await serve(server, { endpoints: [Tool] });
    for (let at = 0; at < 12; at += 1) {
      const [name, owner] = [at % 3 === 0 ? 'saw' : 'axe', at % 2 === 0 ? 'ann' : 'bob'];
      await api.post('/tools', { name: `${name} ${at}`, owner }, { 'x-owner': owner });
    }

    const pages = ['', '&page=2', '&page=3'].map((page) =>
      api.get(`/tools?search=axe${page}`, { 'x-owner': 'ann' }),
    );
    const [first, ...behind] = await Promise.all(pages);
    const nothing = await api.get('/tools?search=axe', { 'x-owner': 'eve' });

    expect(first?.json).toMatchObject({ count: 4 });
    const { results } = first?.json as { results: { name: string }[] };
    expect(results.map(({ name }) => name)).toEqual(['axe 2', 'axe 4', 'axe 8', 'axe 10']);
    for (const { json } of behind) expect(json).toMatchObject({ count: 4, results: [] });
    expect(nothing.json).toMatchObject({ count: 0, results: [] });
  });
});
