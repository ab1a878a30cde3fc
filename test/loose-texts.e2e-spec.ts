import { expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { describeOnEachDatabase, freshDatabase } from './support/nest-app.js';
import { serveDatabase, serveTables } from './support/reflected-api.js';
import { runSql } from './support/sql.js';

/** In the order of their ids. */
const TEXTS = ['bob', 'Ann', 'ANN', 'ann', 'Bob', 'anna', '50%_ü', null];

const COLLATION = `create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`;

const tables = (type: string) => ({
  SQLite: '',
  PostgreSQL: `
    ${type === 'citext' ? 'create extension citext' : COLLATION};
    create table people (id serial primary key, name ${type}, other ${type} not null default 'x');
    insert into people (name) values ${TEXTS.map((text) => `(${text === null ? 'null' : `'${text}'`})`).join(', ')};
    create view seen as select * from people`,
});

@Endpoint('/people', {
  reflect: true,
  pagination: { style: 'cursor', pageSize: 2 },
  filtering: { fields: ['name'], search: ['name', 'other'], ordering: ['name'] },
})
class Person extends RestEndpoint {}

@Endpoint('/seen', {
  reflect: true,
  primaryKey: ['id'],
  filtering: { fields: ['name'], search: ['name'] },
})
class Seen extends RestEndpoint {}

@Endpoint('/notes', {
  table: 'loose_notes',
  filtering: { fields: ['name'], search: ['name'] },
})
class Note extends RestEndpoint {
  @Field({ type: 'string' })
  name!: string;
}

interface Page {
  readonly results: readonly { readonly id: number }[];
  readonly next: string | null;
}

/** The ids of all pages, in ascending order unless they are ordered. */
async function idsOf(api: ApiClient, query: string): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor = ''; ;) {
    const { status, json } = await api.get(`/people?${query}${cursor}`);
    expect([query, status]).toEqual([query, 200]);
    const { results, next } = json as Page;
    ids.push(...results.map(({ id }) => id));
    if (next === null) return ids;
    cursor = `&cursor=${next}`;
  }
}

describeOnEachDatabase('texts that are equal and differ', (server) => {
  if (server.name === 'PostgreSQL') {
    it('are one to every operator of a citext', async () => {
      const api = await serveTables(server, tables('citext'), { endpoints: [Person] });

      for (const query of [
        'name=aNN',
        'name[in]=aNN,zoe',
        'name[ilike]=aNN',
        'name[like]=aNN',
        'name[between]=ANN,ann',
      ])
        expect(await idsOf(api, query)).toEqual([2, 3, 4]);
      for (const query of ['name[startswith]=aNN', 'name[contains]=Nn', 'search=NN'])
        expect(await idsOf(api, query)).toEqual([2, 3, 4, 6]);
      expect(await idsOf(api, 'name[ne]=ANN')).toEqual([1, 5, 6, 7]);
      expect(await idsOf(api, 'name[nin]=ANN,BOB')).toEqual([6, 7]);
      expect(await idsOf(api, 'name[contains]=%25_')).toEqual([7]);
    });

    it('are found by case and pattern in a column whose collation knows none', async () => {
      const api = await serveTables(server, tables('text collate loose'), {
        endpoints: [Person, Seen],
      });

      for (const query of ['name=aNN', 'name[in]=aNN,zoe', 'name[ilike]=aNN'])
        expect(await idsOf(api, query)).toEqual([2, 3, 4]);
      expect(await idsOf(api, 'name[like]=A%25')).toEqual([2, 3]);
      expect(await idsOf(api, 'name[startswith]=ann')).toEqual([4, 6]);
      expect(await idsOf(api, 'name[endswith]=ob')).toEqual([1, 5]);
      expect(await idsOf(api, 'name[contains]=%25_')).toEqual([7]);
      expect(await idsOf(api, 'search=NN')).toEqual([2, 3, 4, 6]);
      expect((await api.get('/seen?name[contains]=Nn')).json.results).toEqual([]);
      expect((await api.get('/seen?search=Nn')).json.results).toHaveLength(4);
    });

    it.each(['citext', 'text collate loose'])(
      'are each once on the pages of an ordering: %s',
      async (type) => {
        const api = await serveTables(server, tables(type), { endpoints: [Person] });

        expect(await idsOf(api, 'ordering=name')).toEqual([7, 2, 3, 4, 6, 1, 5, 8]);
        expect(await idsOf(api, 'ordering=-name')).toEqual([1, 5, 6, 2, 3, 4, 7, 8]);
        expect(await idsOf(api, 'ordering=-name.nullsfirst')).toEqual([8, 1, 5, 6, 2, 3, 4, 7]);
      },
    );

    it('are no reason to be forbidden where the database has no pattern for them', async () => {
      const url = await freshDatabase(server);
      const api = await serveDatabase(url, { endpoints: [Note] });
      await api.post('/notes', { name: 'Ann' });
      await runSql(url, COLLATION);
      await runSql(url, 'alter table loose_notes alter name type varchar collate loose');

      const { status, json } = await api.get('/notes?name[contains]=a');

      expect([status, json.detail]).toEqual([
        400,
        'the database can not compare one of the values',
      ]);
    });
  }

  it('are two in a table of ours', async () => {
    const api = await serveDatabase(await freshDatabase(server), { endpoints: [Note] });
    for (const name of ['Ann', 'ann']) await api.post('/notes', { name });

    expect((await api.get('/notes?name=ann')).json.results).toMatchObject([{ id: 2 }]);
    expect((await api.get('/notes?name[startswith]=a')).json.results).toMatchObject([{ id: 2 }]);
    expect((await api.get('/notes?search=ANN')).json.results).toHaveLength(2);
  });
});
