import { expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  LightApi,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { describeOnEachDatabase, freshDatabase } from './support/nest-app.js';
import { databaseWith, serveDatabase, serveTables, type Tables } from './support/reflected-api.js';
import { runSql } from './support/sql.js';

/** What JSON has of each row's moment, in their order. */
const MOMENTS = [
  '-infinity',
  '-000043-03-15T12:00:00.000Z',
  '0000-06-01T00:00:00.000Z',
  '2026-01-31T09:30:00.000Z',
  '+012345-01-01T00:00:00.000Z',
  'infinity',
] as const;
const DAYS = [
  '-infinity',
  '-000043-03-15',
  '0000-06-01',
  '2026-01-31',
  '+012345-01-01',
  'infinity',
] as const;

const TERMS: Tables = {
  SQLite: '',
  PostgreSQL: `
    create table terms (id serial primary key, at timestamptz, local timestamp not null, day date, days date[]);
    insert into terms (at, local, day, days) select text::timestamptz, text::timestamp, text::timestamp::date, array[text::timestamp::date]
      from unnest(array['-infinity', '0044-03-15 12:00:00 BC', '0001-06-01 BC', '2026-01-31 09:30:00',
        '12345-01-01', 'infinity']) text;
    create table phases (no int, until timestamptz, name text, primary key (no, until));
    insert into phases values (1, 'infinity', 'now')`,
};

@Endpoint('/terms', {
  reflect: true,
  pagination: { style: 'cursor', pageSize: 2 },
  filtering: { fields: ['at', 'day'], ordering: ['at', 'local', 'day'] },
})
class Term extends RestEndpoint {}

@Endpoint('/phases', { reflect: true })
class Phase extends RestEndpoint {}

@Endpoint('/notes', { table: 'moment_notes' })
class Note extends RestEndpoint {
  @Field({ type: 'datetime', optional: true })
  at?: Date | null;

  @Field({ type: 'date', optional: true })
  day?: string | null;
}

/** A row of the table, as an entity. */
interface TermRow {
  at: unknown;
  readonly local: unknown;
}

interface Page {
  readonly results: readonly { readonly id: number }[];
  readonly next: string | null;
}

async function pageAt(api: ApiClient, path: string): Promise<Page> {
  return (await api.get(path)).json as Page;
}

/** The ids of all pages. */
async function walk(api: ApiClient, ordering: string): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor = ''; ;) {
    const { results, next } = await pageAt(api, `/terms?ordering=${ordering}${cursor}`);
    ids.push(...results.map(({ id }) => id));
    if (next === null) return ids;
    cursor = `&cursor=${next}`;
  }
}

describeOnEachDatabase('moments that others have stored', (server) => {
  if (server.name === 'PostgreSQL') {
    it('are shown as what they are, and stored again as they were read', async () => {
      const api = await serveTables(server, TERMS, { endpoints: [Term] });
      const stored = () => runSql(api.database, 'select t::text from terms t order by id');
      const before = await stored();

      for (const [at, moment] of MOMENTS.entries()) {
        const got = await api.get(`/terms/${at + 1}`);
        expect(got.json).toEqual({
          id: at + 1,
          ...{ at: moment, local: moment, day: DAYS[at], days: [DAYS[at]] },
        });
        const put = await api.put(`/terms/${at + 1}`, got.json, {
          'if-match': got.headers.get('etag')!,
        });
        expect(put.status).toBe(200);
        expect(put.json).toEqual(got.json);
      }

      expect(await stored()).toEqual(before);
    });

    it('are ordered, walked and filtered by what they are', async () => {
      const api = await serveTables(server, TERMS, { endpoints: [Term] });
      const idsOf = async (path: string) => (await pageAt(api, path)).results.map(({ id }) => id);

      for (const field of ['at', 'local', 'day']) {
        expect(await walk(api, field)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(await walk(api, `-${field}`)).toEqual([6, 5, 4, 3, 2, 1]);
      }
      expect(await idsOf('/terms?at=infinity')).toEqual([6]);
      expect(await idsOf('/terms?at[gt]=2026-01-31T09:30:00Z')).toEqual([5, 6]);
      expect(await idsOf('/terms?at=%2B012345-01-01T00:00:00Z')).toEqual([5]);
      expect(await idsOf('/terms?day[lt]=0000-06-01')).toEqual([1, 2]);
      expect(await idsOf('/terms?day[in]=-infinity,-000043-03-15')).toEqual([1, 2]);
    });

    it('are read by programs, and given back', async () => {
      const database = await databaseWith(server, TERMS);
      const app = await LightApi.run({ database, endpoints: [Term], host: '127.0.0.1', port: 0 });
      onTestFinished(() => app.close());
      const terms = app.get<EndpointService<Term>>(getEndpointToken(Term));

      for (const [at, moment] of MOMENTS.entries()) {
        const term = await terms.retrieve(at + 1);
        const again = await terms.update(at + 1, term);
        expect(JSON.parse(JSON.stringify(again))).toMatchObject({ at: moment, local: moment });
      }
    });

    it('are in the entities of an entity manager, found by what they are and given back', async () => {
      const found: unknown[] = [];
      @Endpoint('/terms', { reflect: true })
      class Turned extends RestEndpoint {
        override async list() {
          const rows = await this.em.find(
            entityOf(Turned),
            {},
            { orderBy: { id: 'asc' } as never },
          );
          const terms = rows as unknown as TermRow[];
          const results = terms.map((row) => ({ ...row }));
          for (const { at, local } of results)
            found.push(await this.em.count(entityOf(Turned), { at, local } as never));
          for (const [at, row] of terms.entries()) row.at = results.at(-1 - at)!.local;
          await this.em.flush();
          return { results } as never;
        }
      }
      const api = await serveTables(server, TERMS, { endpoints: [Turned] });

      const { results } = (await api.get('/terms')).json as { results: TermRow[] };

      expect(results.map(({ at }) => at)).toEqual(MOMENTS);
      expect(results.map(({ local }) => local)).toEqual(MOMENTS);
      expect(found).toEqual(MOMENTS.map(() => 1));
      for (const [at, moment] of MOMENTS.toReversed().entries())
        expect((await api.get(`/terms/${at + 1}`)).json).toMatchObject({ at: moment });
    });

    it('are days to the year 999999, and moments to the end of Date, which are described', async () => {
      const api = await serveTables(server, TERMS, { endpoints: [Term], openapi: true });
      const wide = ['+275760-09-14', '+294276-12-31', '+999999-02-28'];
      for (const day of wide) {
        const made = await api.post('/terms', { local: 'infinity', day });
        expect([made.status, made.json.day]).toEqual([201, day]);
        const put = await api.put(`/terms/${made.json.id}`, made.json, {
          'if-match': made.headers.get('etag')!,
        });
        expect([put.status, put.json]).toEqual([200, made.json]);
      }
      await runSql(
        api.database,
        `update terms set at = '294276-01-01Z', local = '294276-01-01', day = '5874897-12-31' where id = 1`,
      );

      const { json } = await api.get('/terms/1');
      const put = await api.put('/terms/1', json);
      const late = await api.post('/terms', { local: '+300000-01-01' });
      const document = (await api.get('/openapi.json')).json;

      expect(json).toMatchObject({
        at: '294276-01-01 00:00:00+00',
        local: '294276-01-01 00:00:00',
        day: '5874897-12-31',
      });
      const problems = put.json.detail as readonly { readonly msg: string }[];
      expect(problems.map(({ msg }) => msg)).toEqual(
        expect.arrayContaining([expect.stringContaining('±YYYYYY-MM-DD')]),
      );
      expect(late.json.detail[0].msg).toContain('at most of the year +275760');
      const { pattern } = document.components.schemas.Term.properties.local as { pattern: string };
      for (const moment of [...MOMENTS, json.at, json.local])
        expect(moment).toMatch(new RegExp(pattern, 'u'));
    });

    it('may be in a key', async () => {
      const api = await serveTables(server, TERMS, { endpoints: [Phase] });
      const { json, headers } = await api.get('/phases/1,infinity');

      const changed = await api.patch(
        '/phases/1,infinity',
        { name: 'then' },
        { 'if-match': headers.get('etag')! },
      );
      const made = await api.post('/phases', { no: 2, until: 'infinity', name: 'other' });

      expect(json).toEqual({ no: 1, until: 'infinity', name: 'now' });
      expect(changed.json).toEqual({ no: 1, until: 'infinity', name: 'then' });
      expect(made.headers.get('location')).toMatch(/\/phases\/2,infinity$/);
    });

    it('are refused where they are none', async () => {
      const api = await serveTables(server, TERMS, { endpoints: [Term] });

      for (const at of ['Infinity', 'now', '+002026-01-31', '-000000-01-01', '+300000-01-01', '']) {
        const { status, json } = await api.post('/terms', { at, local: 'infinity' });
        expect([at, status, json.detail?.[0]?.loc]).toEqual([at, 422, ['at']]);
      }
      expect((await api.post('/terms', { local: 'infinity', day: '+012345-02-30' })).status).toBe(
        422,
      );
    });

    it('are within bounds that are declared, or not', async () => {
      @Endpoint('/terms', { reflect: true })
      class Bounded extends RestEndpoint {
        @Field({ type: 'datetime', ge: '2026-01-01T00:00:00Z' })
        local!: Date;

        @Field({ type: 'date', optional: true, le: '2026-12-31' })
        day?: string | null;
      }
      const api = await serveTables(server, TERMS, { endpoints: [Bounded] });

      expect((await api.post('/terms', { local: 'infinity', day: '-infinity' })).status).toBe(201);
      for (const body of [{ local: '-infinity' }, { local: 'infinity', day: '+012345-01-01' }])
        expect((await api.post('/terms', body)).status).toBe(422);
    });
  }

  it('are shown, and refused, in a table of ours', async () => {
    const url = await freshDatabase(server);
    const api = await serveDatabase(url, { endpoints: [Note] });
    await api.post('/notes', { at: null });
    await runSql(url, `update moment_notes set at = 'infinity', day = '0044-03-15 BC'`);

    const { json } = await api.get('/notes/1');
    const put = await api.put('/notes/1', json);

    expect(json).toMatchObject({ at: 'infinity', day: '0044-03-15 BC' });
    expect(put.status).toBe(422);
    expect(put.json.detail).toMatchObject([
      { type: 'datetime_parsing', loc: ['at'] },
      { type: 'date_parsing', loc: ['day'] },
    ]);
  });
});
