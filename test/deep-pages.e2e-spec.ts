import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { Endpoint, Field, type LightApiRequest, RestEndpoint } from '../lib/index.js';
import { listed } from './support/collections.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { startApi, type TestApi, type TestServer } from './support/servers.js';
import { insertMany, runSql } from './support/sql.js';

const ROWS = 4000;
const BOUNDS = { seed: 20_261_127, numRuns: 60, interruptAfterTimeLimit: 20_000 };
const FIELDS = ['name', 'amount', 'price', 'flag', 'id'];

const filtering = { fields: ['amount', 'name'], search: ['name'], ordering: FIELDS };

/** Counted, so that its deep pages may be read from the end … */
@Endpoint('/deep', {
  table: 'measures',
  filtering,
  pagination: { style: 'page_number', pageSize: 20 },
})
class Deep extends RestEndpoint {
  @Field({ type: 'string', optional: true })
  name?: string | null;

  @Field({ type: 'int', optional: true })
  amount?: number | null;

  @Field({ type: 'decimal', precision: 10, scale: 2, optional: true })
  price?: string | null;

  @Field({ type: 'boolean' })
  flag!: boolean;
}

/** … the same rows without a count: only their offset tells where a page is … */
@Endpoint('/plain', {
  table: 'measures',
  filtering,
  pagination: { style: 'page_number', pageSize: 20, count: 'none' },
})
class Plain extends Deep {}

/** … and those of them that a caller may see. */
@Endpoint('/scoped', { table: 'measures', pagination: { style: 'page_number', pageSize: 20 } })
class Scoped extends Deep {
  override scope({ headers }: LightApiRequest) {
    return { flag: headers['x-flag'] === 'yes' };
  }
}

@Endpoint('/events', {
  reflect: true,
  table: 'events',
  methods: ['GET'],
  pagination: { style: 'page_number', pageSize: 20 },
})
class Keyless extends RestEndpoint {}

const ENDPOINTS = [Deep, Plain, Scoped];

const ordering = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...FIELDS),
      minus: fc.constantFrom('', '-'),
      nulls: fc.constantFrom('', '.nullsfirst', '.nullslast'),
    }),
    { maxLength: 3, selector: ({ name }) => name },
  )
  .map((terms) => terms.map(({ name, minus, nulls }) => `${minus}${name}${nulls}`).join(','));

const question = fc.record({
  ordering,
  filter: fc.constantFrom('', '&amount[gte]=20', '&name=n7', '&search=N1', '&amount[isnull]=true'),
  size: fc.integer({ min: 1, max: 50 }),
  depth: fc.double({ min: 0.2, max: 1.02, noNaN: true }),
});

describeOnEachDatabase('a deep page by number', (server) => {
  let api: TestApi;
  let url: string;
  beforeAll(async () => {
    ({ api, url } = await startWithRows(server));
  });
  afterAll(async () => {
    await api.stop();
  });

  it('has the rows that its offset says, in every ordering', async () => {
    await fc.assert(
      fc.asyncProperty(question, async ({ ordering, filter, size, depth }) => {
        const query = `?page_size=${size}${ordering && `&ordering=${ordering}`}${filter}`;
        const { count } = (await api.get(`/deep${query}`)).json;
        const page = Math.max(1, Math.ceil((count * depth) / size));

        const deep = await api.get(`/deep${query}&page=${page}`);
        const plain = await api.get(`/plain${query}&page=${page}`);

        expect(deep.json.results).toEqual(plain.json.results);
        expect(deep.json).toMatchObject({ count, pages: Math.ceil(count / size) });
        expect(deep.json.next === null).toBe(page * size >= count);
      }),
      BOUNDS,
    );
  });

  it('is the same to the byte, whether the collection has been counted before or not', async () => {
    const path = '/deep?ordering=-amount,price&amount[gte]=1&page=129';

    const answers = [await api.get(path), await api.get(path), await api.get(path)];

    expect(answers[1]).toMatchObject({ status: 200, text: answers[0]!.text });
    expect(answers[2]!.text).toBe(answers[0]!.text);
    expect(answers[1]!.headers.get('link')).toBe(answers[0]!.headers.get('link'));
    expect(answers[1]!.headers.get('etag')).toBe(answers[0]!.headers.get('etag'));
  });

  it('shows each caller the end of their own rows', async () => {
    const asked = async (flag: string) => {
      await api.get('/scoped', { 'x-flag': flag });
      return api.get('/scoped?page=100', { 'x-flag': flag });
    };

    expect(listed(await asked('yes'), 'id')).toEqual(evenIds(3962, 4000));
    expect(listed(await asked('no'), 'id')).toEqual(evenIds(3961, 3999));
  });

  it('behind the last one is empty, and leads back to it', async () => {
    await api.get('/deep');

    const { json } = await api.get('/deep?page=300');

    expect(json).toMatchObject({ count: ROWS, pages: 200, next: null, results: [] });
    expect(json.previous).toBe(`${api.url}/deep?page=200`);
  });

  it('that others shorten, empty and fill again is what is there now', async () => {
    const asked = async (page: number): Promise<unknown> => {
      const { json } = await api.get(`/deep?amount=70&name[isnull]=true&page=${page}`);
      return [json.count, json.results.length];
    };
    const grow = (rows: number) =>
      insertMany(url, 'measures', rows, { flag: 'true', amount: '70' });
    const shrink = async (rows: string) => {
      await runSql(url, `delete from measures where ${rows}`);
    };
    await grow(1500);
    const first = (await runSql(url, 'select max(id) - 1500 as id from measures'))[0].id as number;

    expect(await asked(75)).toEqual([1500, 20]);
    await shrink(`id > ${first + 1485}`);
    expect(await asked(75)).toEqual([1485, 5]);
    await shrink(`id > ${first + 1480}`);
    expect(await asked(75)).toEqual([1480, 0]);
    expect(await asked(80)).toEqual([1480, 0]);
    await grow(120);
    expect(await asked(80)).toEqual([1600, 20]);
    await shrink(`id > ${first}`);
    expect(await asked(80)).toEqual([0, 0]);
  });
});

describeOnEachDatabase('deep pages by number, while others append rows', (server) => {
  it('leave none of the rows out', async () => {
    const { api, url } = await startWithRows(server);
    const append = () => insertMany(url, 'measures', 7, { flag: 'true' });
    const walk = new AbortController();
    const writing = (async () => {
      while (!walk.signal.aborted) await append().then(() => sleep(1));
    })();
    const seen: unknown[] = [];

    // A page that is not full is the end: what is appended to it later, the next page does not begin with.
    for (let page = 180, rows = 20; page <= 220 && rows === 20; page += 1) {
      const found = listed(await api.get(`/deep?page=${page}`), 'id');
      seen.push(...found);
      rows = found.length;
    }
    walk.abort();
    await writing;

    expect(seen.length).toBeGreaterThanOrEqual(21 * 20);
    expect(seen).toEqual(Array.from(seen, (_, at) => 179 * 20 + 1 + at));
    await api.stop();
  });
});

describeOnEachDatabase('a deep page by number of a table without a key', (server) => {
  it('has the rows that its offset says', async () => {
    const database = await server.create();
    await runSql(database.url, 'create table events (kind text not null, place integer)');
    await runSql(
      database.url,
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1500)
       insert into events select 'k' || (i % 9), i / 3 from n`,
    );
    const api = await startApi(server, { endpoints: [Keyless] }, database);
    await api.get('/events');

    const deep = await api.get('/events?page=74');

    const rows = await runSql(
      database.url,
      'select kind, place from events order by kind, place nulls last limit 20 offset 1460',
    );
    expect(deep.json.results).toEqual(rows);
    await api.stop();
  });
});

/** Many rows that are equal in all but the key; a third has no amount, a fifth no price. */
async function startWithRows(server: TestServer) {
  const database = await server.create();
  const api = await startApi(server, { endpoints: ENDPOINTS }, database);
  await insertMany(database.url, 'measures', ROWS, {
    name: `case when i % 11 = 0 then null else 'n' || (i % 13) end`,
    amount: 'case when i % 3 = 0 then null else i % 40 end',
    price: 'case when i % 5 = 0 then null else i % 7 end',
    flag: 'i % 2 = 0',
  });
  return { api, url: database.url };
}

function evenIds(first: number, last: number): number[] {
  return Array.from({ length: (last - first) / 2 + 1 }, (_, at) => first + 2 * at);
}
