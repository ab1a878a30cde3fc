import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { fill } from './support/collections.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { startApi, type TestApi } from './support/servers.js';

const FIELDS = ['name', 'price', 'size', 'made', 'ref', 'hot', 'big', 'kind'];
const filtering = { fields: FIELDS, search: ['name'], ordering: FIELDS };

@Endpoint('/numbered', { table: 'goods', filtering, pagination: { style: 'page_number' } })
class NumberedGood extends RestEndpoint {
  @Field()
  name!: string;

  @Field({ type: 'decimal', scale: 2 })
  price!: string;

  @Field()
  size!: number;

  @Field({ type: 'datetime' })
  made!: Date;

  @Field({ type: 'uuid' })
  ref!: string;

  @Field()
  hot!: boolean;

  @Field({ type: 'bigint' })
  big!: bigint;

  @Field({ type: 'enum', values: ['a', 'b'] })
  kind!: string;

  @Field({ default: 'hidden' })
  secret!: string;
}

@Endpoint('/walked', { table: 'goods', filtering, pagination: { style: 'cursor' } })
class WalkedGood extends NumberedGood {}

@Endpoint('/strict', { table: 'goods', filtering: { ...filtering, strict: true } })
class StrictGood extends NumberedGood {}

const PATHS = ['/numbered', '/walked', '/strict'];

const GOOD = {
  name: 'a'.repeat(2000),
  price: '1.00',
  size: 1,
  made: '2024-01-01T00:00:00.000Z',
  ref: '0a000000-0000-4000-8000-000000000000',
  hot: true,
  big: '1',
  kind: 'a',
};
const ROWS = 3;

/** No request of these may take longer. */
const SLOW_MS = 1000;

const INJECTIONS = [
  `' or '1'='1`,
  `' or 1=1 --`,
  `') or ('1'='1`,
  `" or ""="`,
  `1 or 1=1`,
  `1) or (1=1`,
  `'; drop table goods; --`,
  `1; delete from goods`,
  `'; select pg_sleep(5); --`,
  `1 and (select 1 from pg_sleep(5)) is not null`,
  `'||(select pg_sleep(5))||'`,
  `(select 1 from pg_sleep(5))`,
  `' union select null,null,null,null,null,null,null,null,null,null,null,null,null --`,
  `name"; drop table goods; --`,
  `name" desc; select pg_sleep(5)--`,
  `name, (select pg_sleep(5))`,
  `case when 1=1 then id else name end`,
  `$1`,
  `?`,
  `:name`,
  `\\' or 1=1 --`,
  `%' or '%'='`,
  `/**/or/**/1=1`,
  `\u02bc or 1=1 --`,
  `{"$ne":null}`,
  `{"__raw":true,"sql":"1=1"}`,
  `[object Object]`,
];

/** Where a client may write something. */
const PLACES = [
  ...FIELDS.map((field) => `${field}=`),
  ...['ne', 'in', 'between', 'like', 'ilike', 'contains', 'startswith', 'endswith', 'isnull'].map(
    (operator) => `name[${operator}]=`,
  ),
  ...['search=', 'ordering=', 'page=', 'page_size=', 'cursor=', 'fields=', 'size[gte]=', 'id=', ''],
];

/** Harmless where no row has what they ask for. */
const BROAD = new Set(['name[ne]=', 'ordering=', 'id=', '']);

describeOnEachDatabase('a hostile query', (server) => {
  let api: TestApi;
  let started: number;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [NumberedGood, WalkedGood, StrictGood] });
    await fill(
      api,
      '/numbered',
      Array.from({ length: ROWS }, () => GOOD),
    );
  });
  beforeEach(() => {
    started = Date.now();
  });
  afterEach(() => {
    expect(Date.now() - started).toBeLessThan(SLOW_MS * PATHS.length);
  });
  afterAll(async () => {
    expect((await api.get('/numbered')).json.count).toBe(ROWS);
    await api.stop();
  });

  /** Sent to each collection; every answer is one of these, and quick. */
  async function answers(query: string, ...statuses: readonly number[]) {
    const all = [];
    for (const path of PATHS) {
      const sent = performance.now();
      const answer = await api.get(`${path}?${query}`);
      expect(performance.now() - sent).toBeLessThan(SLOW_MS);
      expect(statuses, `${path}: ${answer.text.slice(0, 200)}`).toContain(answer.status);
      if (answer.status !== 200) expect(answer.json.detail).toEqual(expect.any(String));
      all.push(answer);
    }
    return all;
  }

  describe('that is SQL', () => {
    it.each(INJECTIONS)(
      'finds and changes nothing: %s',
      async (payload) => {
        for (const place of PLACES)
          for (const { status, json, text } of await answers(
            place + encodeURIComponent(payload),
            200,
            400,
          )) {
            if (status === 200 && !BROAD.has(place))
              expect(json.results, place + payload).toEqual([]);
            expect(text).not.toMatch(/syntax error|SQLITE|sqlstate|near "/i);
          }
      },
      60_000,
    );

    it.each(INJECTIONS)('is no name of an operator or of a field: %s', async (payload) => {
      const name = encodeURIComponent(payload);

      await answers(`name[${name}]=1`, ...(/[[\]]/.test(payload) ? [200, 400] : [400]));
      for (const { json } of await answers(`${name}=1&${name}[eq]=1`, 200, 400))
        if (json.results) expect(json.results).toHaveLength(ROWS);
    });
  });

  describe('that is badly encoded', () => {
    it.each([
      '%',
      '%z',
      '%zz',
      '%e9',
      '%ff',
      '%ED%A0%80',
      '%ED%B0%80',
      '%C0%80',
      '%F4%90%80%80',
      'a%2',
      '%u0041',
    ])('is refused, with the name of the parameter: %s', async (text) => {
      for (const name of ['name', 'search', 'unknown', 'ordering', 'cursor'])
        for (const { json } of await answers(`${name}=${text}`, 400))
          expect(json.detail).toBe(`${name}: it is not percent-encoded UTF-8`);
      await answers(`${text}=1`, 400);
    });
  });

  it.each([
    'name',
    'name[ne]',
    'name[like]',
    'name[contains]',
    'search',
    'size',
    'made',
    'ref',
    'price',
    'kind',
  ])('with NUL in %s is refused', async (name) => {
    for (const { json } of await answers(`${name}=a%00b`, 400))
      expect(json.detail).toMatch(new RegExp(`^${name.replace('[', '\\[')}: `));
  });

  it.each([
    ...FIELDS.map((field) => `${field}=`),
    ...['search=', 'name[ilike]=', 'name[in]=', 'page=', 'cursor=', 'fields='],
  ])('of 10,000 characters is refused: %s', async (place) => {
    await answers(place + 'a'.repeat(10_000), 400);
  });

  it.each([
    ['500 filters', Array.from({ length: 500 }, (_, at) => `f${at}=1`).join('&'), 'f50: '],
    ['500 filters of one field', 'size=1&'.repeat(500), 'size: '],
    [
      '500 values',
      `size[in]=${Array.from({ length: 500 }, (_, at) => at).join(',')}`,
      'size[in]: ',
    ],
    ['100 orderings', `ordering=${'name,'.repeat(100)}name`, 'ordering: '],
    ['66 words', `search=${Array.from({ length: 66 }, (_, at) => at).join('+')}`, 'search: '],
  ])('of %s is refused', async (_what, query, told) => {
    for (const { json } of await answers(query, 400)) expect(json.detail).toContain(told);
  });

  it('of 10,000 characters in an ordering is refused where unknown names are', async () => {
    const [, , strict] = await answers(`ordering=${'a'.repeat(10_000)}`, 200, 400);

    expect(strict!.json.detail).toMatch(/^ordering: there is no ordering by 'a{40}…'/);
  });

  it('of fifty filters is answered', async () => {
    const filters = Array.from({ length: 45 }, (_, at) => `${FIELDS[at % 1]!}[ne]=${at}`);

    await answers(filters.join('&'), 200);
  });

  it.each([
    '%'.repeat(300) + 'b',
    '%a'.repeat(400) + '%b',
    '%_a'.repeat(300) + 'b',
    '_%'.repeat(400) + 'b',
    'a%'.repeat(450) + 'b',
    '*a'.repeat(400) + 'b',
    '['.repeat(900),
    '\\'.repeat(900),
    '\\%'.repeat(450),
  ])('whose pattern could explode is short and quick: %#', async (pattern) => {
    const text = encodeURIComponent(`${pattern.slice(0, 98)}b`);

    for (const operator of ['like', 'ilike', 'contains', 'startswith', 'endswith'])
      for (const { json } of await answers(`name[${operator}]=${text}`, 200))
        expect(json.results).toEqual([]);
  });

  it.each(['like', 'ilike', 'contains', 'startswith', 'endswith'])(
    'that looks for a long text by %s is refused: the cost is the product of both lengths',
    async (operator) => {
      for (const { json } of await answers(`name[${operator}]=${'a'.repeat(101)}`, 400))
        expect(json.detail).toBe(`name[${operator}]: at most 100 characters are read`);
    },
  );

  it.each([
    ...['size=1e400', 'size=99999999999999999999', 'size=-2147483649', 'size=0x1', 'size=NaN'],
    ...['big=9223372036854775808', `big=${'9'.repeat(900)}`, 'price=1e400', 'price=Infinity'],
    ...['size[between]=1,1e400', 'size[in]=1,,2', 'made=99999-01-01', 'made=2024-13-01'],
    ...['hot=2', 'hot[isnull]=maybe', 'ref=1', 'kind=c', 'size[isnull]=', 'size='],
    ...['page=1e400', 'page_size=1e400', 'page=0', 'cursor=0', 'page_size=-1'],
  ])('that no value fits is refused, with its name: %s', async (query) => {
    const [name = ''] = query.split('=', 1);

    const [numbered, walked, strict] = await answers(query, 200, 400);

    const told = [numbered, walked, strict].filter((answer) => answer?.status === 400);
    expect(told.length).toBeGreaterThan(0);
    for (const answer of told) expect(answer!.json.detail).toMatch(`${name}: `);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'secret', 'id'])(
    'with the key %s finds nothing in a prototype, or of a field that is not listed',
    async (name) => {
      const [numbered, walked, strict] = await answers(`${name}=1&${name}[eq]=hidden`, 200, 400);

      expect(numbered!.json.results).toHaveLength(ROWS);
      expect(walked!.json.results).toHaveLength(ROWS);
      expect(strict).toMatchObject({
        status: 400,
        json: { detail: `${name}: this collection has no such parameter` },
      });
      await answers(`name[${name}]=1`, 400);
      await answers(`fields=${name}x`, 400);
    },
  );

  it.each([
    'name[$ne]=a',
    'name[]=a',
    'name[ ]=a',
    'name[GTE]=a',
    'name[eq ]=a',
    'size[like]=1',
    'hot[gt]=true',
    'ref[lt]=0',
    'kind[contains]=a',
  ])('with an operator that is none is refused: %s', async (query) => {
    const [name = ''] = query.split('=', 1);

    for (const { json } of await answers(query.replaceAll(' ', '+'), 400))
      expect(json.detail).toContain(`${name}: this field has no operator`);
  });

  it.each(['', '&', '&&&', '=', '==', '=&=', '?', '?name', '&=a', '#'])(
    'of nothing is one without filters: %j',
    async (query) => {
      for (const { status, json } of await answers(query, 200, 400))
        if (status === 200) expect(json.results).toHaveLength(ROWS);
    },
  );

  it('of long filters has an answer that any client can read', async () => {
    const filters = ['ne', 'nin', 'lt', 'lte', 'gt', 'gte'].map((operator, at) => {
      return `name[${operator}]=${at < 4 ? 'b' : ''}${'%C3%A9'.repeat(300)}`;
    });

    await answers(filters.join('&'), 200);
  });
});
