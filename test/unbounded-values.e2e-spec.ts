import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { listed, walked } from './support/collections.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { serveTables, type Tables } from './support/reflected-api.js';
import { runSql } from './support/sql.js';

const TABLES: Tables = {
  SQLite: '',
  PostgreSQL: `
    create domain score as numeric(6,2);
    create table odd (id serial primary key, t time, n numeric, d numeric(8,2) not null, s score, ns numeric[]);
    insert into odd (t, n, d, s, ns) values
      ('09:30', '-Infinity', 1, 1, '{1,NaN}'),
      ('23:59:59.999', 1.5, 10, 10, '{}'),
      ('24:00', 'Infinity', 'NaN', 'NaN', '{Infinity}'),
      ('24:00', 'NaN', 'NaN', 'NaN', null);
    create table hours (t time, n numeric, d numeric(4,1), v text, primary key (t, n, d));
    insert into hours values ('24:00', 'NaN', 'NaN', 'last')`,
};

@Endpoint('/odd', {
  reflect: true,
  pagination: { style: 'cursor', pageSize: 1 },
  filtering: { fields: ['t', 'n', 'd'], ordering: ['t', 'n', 'd'] },
})
class Odd extends RestEndpoint {}

@Endpoint('/hours', { reflect: true })
class Hour extends RestEndpoint {}

const TIMES = ['09:30:00.000', '23:59:59.999', '24:00:00.000', '24:00:00.000'];
const NUMBERS = ['-Infinity', '1.5', 'Infinity', 'NaN'];
const DECIMALS = ['1.00', '10.00', 'NaN', 'NaN'];

describeOnEachDatabase('the last hour and what is no number', (server) => {
  if (server.name === 'PostgreSQL') {
    it('are shown as what they are, and stored again as they were read', async () => {
      const api = await serveTables(server, TABLES, { endpoints: [Odd] });
      const stored = () => runSql(api.database, 'select o::text from odd o order by id');
      const before = await stored();

      for (const [at, t] of TIMES.entries()) {
        const got = await api.get(`/odd/${at + 1}`);
        expect(got.json).toMatchObject({ t, n: NUMBERS[at], d: DECIMALS[at], s: DECIMALS[at] });
        const etag = got.headers.get('etag')!;
        const put = await api.put(`/odd/${at + 1}`, got.json, { 'if-match': etag });
        expect([put.status, put.json]).toEqual([200, got.json]);
      }

      expect(await stored()).toEqual(before);
    });

    it('are ordered, walked and filtered by what they are', async () => {
      const api = await serveTables(server, TABLES, { endpoints: [Odd] });
      const idsOf = async (query: string) =>
        listed(await api.get(`/odd?page_size=9&${query}`), 'id');

      for (const field of ['t', 'n', 'd'])
        expect(await walked(api, `/odd?ordering=${field}`, 'id')).toEqual([1, 2, 3, 4]);
      for (const query of ['t=24:00', 't[gt]=23:59:59.999', 'd=NaN', 'd[gt]=10', 'n[gt]=1.5'])
        expect([query, await idsOf(query)]).toEqual([query, [3, 4]]);
      expect(await idsOf('t[in]=24:00:00,09:30')).toEqual([1, 3, 4]);
      expect(await idsOf('n[in]=-Infinity,NaN')).toEqual([1, 4]);
    });

    it('may be in a key', async () => {
      const api = await serveTables(server, TABLES, { endpoints: [Hour] });
      const path = '/hours/24:00:00.000,NaN,NaN';

      const got = await api.get(path);
      const made = await api.post('/hours', { t: '24:00', n: 'Infinity', d: 'NaN', v: 'more' });

      expect(got.json).toEqual({ t: '24:00:00.000', n: 'NaN', d: 'NaN', v: 'last' });
      expect(made.headers.get('location')).toMatch(/\/hours\/24%3A00%3A00\.000,Infinity,NaN$/);
    });

    it('are in the document', async () => {
      const api = await serveTables(server, TABLES, { endpoints: [Odd], openapi: true });
      const { schemas } = (await api.get('/openapi.json')).json.components as {
        schemas: Readonly<Record<string, object>>;
      };
      const ajv = new Ajv2020({ strict: false, validateFormats: false });

      for (const id of [1, 2, 3, 4]) {
        const { json } = await api.get(`/odd/${id}`);
        for (const name of ['Odd', 'OddReplace']) {
          expect(Object.keys(schemas)).toContain(name);
          const isValid = ajv.compile({ ...schemas[name], components: { schemas } });
          expect([name, json, isValid(json), isValid.errors]).toEqual([name, json, true, null]);
        }
      }
    });

    it('are refused where they are none', async () => {
      const api = await serveTables(server, TABLES, { endpoints: [Odd] });

      for (const wrong of [
        ...['24:00:01', '24:01', '24:00:00.001', '25:00'].map((t) => ({ t })),
        ...['nan', 'inf', '+Infinity', '- Infinity'].map((n) => ({ n })),
        ...['nan', 'Infinity', '-Infinity'].map((d) => ({ d })),
      ]) {
        const { status, json } = await api.post('/odd', { d: 1, ...wrong });
        expect([wrong, status, json.detail?.[0]?.loc]).toEqual([wrong, 422, Object.keys(wrong)]);
      }
    });

    it('are within bounds that are declared, or not', async () => {
      @Endpoint('/odd', { reflect: true })
      class Bounded extends RestEndpoint {
        @Field({ type: 'time', optional: true, lt: '24:00' })
        t?: string | null;

        @Field({ type: 'decimal', ge: 0 })
        d!: string;
      }
      @Endpoint('/odd-too', { table: 'odd', reflect: true })
      class BoundedToo extends RestEndpoint {
        @Field({ type: 'decimal', le: 9 })
        d!: string;
      }
      const api = await serveTables(server, TABLES, { endpoints: [Bounded, BoundedToo] });

      expect((await api.post('/odd', { d: 'NaN' })).status).toBe(201);
      expect((await api.post('/odd', { t: '24:00', d: 1 })).status).toBe(422);
      expect((await api.post('/odd-too', { d: 'NaN' })).status).toBe(422);
    });
  }

  it('are refused by tables of ours', async () => {
    @Endpoint('/notes', { table: 'bounded_notes' })
    class Note extends RestEndpoint {
      @Field({ type: 'time', optional: true })
      t?: string | null;

      @Field({ type: 'decimal', precision: 4, scale: 1, optional: true })
      d?: string | null;
    }
    const api = await serveTables(server, { SQLite: '', PostgreSQL: '' }, { endpoints: [Note] });

    for (const body of [{ t: '24:00' }, { d: 'NaN' }])
      expect((await api.post('/notes', body)).status).toBe(422);
  });

  it('are null where a number of double precision is none, and the document says so', async () => {
    const tables = (type: string, value: string) =>
      `create table sizes (d ${type} primary key not null, e ${type} not null); insert into sizes values (${value}, ${value})`;
    @Endpoint('/sizes', { reflect: true })
    class Size extends RestEndpoint {}
    const api = await serveTables(
      server,
      { SQLite: tables('real', '9e999'), PostgreSQL: tables('double precision', `'NaN'`) },
      { endpoints: [Size], openapi: true },
    );

    const { results } = (await api.get('/sizes')).json as { results: readonly object[] };
    const { schemas } = (await api.get('/openapi.json')).json.components as {
      schemas: Readonly<Record<string, { readonly properties: object }>>;
    };

    expect(results).toEqual([{ d: null, e: null }]);
    const orNull = { type: ['number', 'null'] };
    expect(schemas.Size?.properties).toMatchObject({ d: orNull, e: orNull });
    expect(schemas.SizeCreate?.properties).toMatchObject({ e: { type: 'number' } });
  });
});
