import { Injectable } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  FieldFilter,
  type FilterBackend,
  type FilterContext,
  MalformedRequestError,
  type NarrowedCollection,
  RestEndpoint,
} from '../lib/index.js';
import { fill, listed } from './support/collections.js';
import { describeOnEachDatabase, serve } from './support/nest-app.js';
import { startApi, type TestApi, type TestServer } from './support/servers.js';

const EQUALITY = ['eq', 'ne', 'in', 'nin', 'isnull'];
const ORDERED = [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'between'];
const TEXT = [...ORDERED, 'like', 'ilike', 'contains', 'startswith', 'endswith'];

/** Two values of each type, the lower one first, and the operators that the type has. */
const TYPES: readonly (readonly [string, readonly [unknown, unknown], readonly string[]])[] = [
  ['string', ['Emma', 'emma'], TEXT],
  ['text', ['10', '9'], TEXT],
  ['int', [-5, 10], ORDERED],
  ['bigint', ['9', '9007199254740993'], ORDERED],
  ['float', [-1e-7, 2.5], ORDERED],
  ['decimal', ['-9.50', '10.00'], ORDERED],
  ['boolean', [false, true], EQUALITY],
  ['datetime', ['1999-12-31T23:59:59.999Z', '2000-01-01T00:00:00.000Z'], ORDERED],
  ['date', ['0999-01-01', '2024-02-29'], ORDERED],
  ['time', ['09:00:00.000', '23:59:59.999'], ORDERED],
  [
    'uuid',
    ['0a000000-0000-4000-8000-000000000000', 'f'.repeat(8) + '-0000-4000-8000-000000000000'],
    EQUALITY,
  ],
  ['enum', ['draft', 'published'], EQUALITY],
  ['json', [{ a: 1 }, ['b']], ['isnull']],
];

/** What each operator finds, among a row with the low value, one with the high, one with none. */
const FINDS: Readonly<Record<string, (low: string, high: string) => readonly [string, string[]]>> =
  {
    eq: (low) => [low, ['low']],
    ne: (low) => [low, ['high']],
    gt: (low) => [low, ['high']],
    gte: (low) => [low, ['low', 'high']],
    lt: (_low, high) => [high, ['low']],
    lte: (_low, high) => [high, ['low', 'high']],
    in: (low, high) => [`${low},${high}`, ['low', 'high']],
    nin: (low) => [low, ['high']],
    between: (low, high) => [`${low},${high}`, ['low', 'high']],
    like: (low) => [`%${low}%`, ['low']],
    ilike: (low) => [low, low === 'Emma' ? ['low', 'high'] : ['low']],
    contains: (low) => [low.slice(0, 1), ['low']],
    startswith: (low) => [low.slice(0, 1), ['low']],
    endswith: (low) => [low.slice(-1), low === 'Emma' ? ['low', 'high'] : ['low']],
    isnull: () => ['true', ['none']],
  };

const CASES = TYPES.flatMap(([type, [low, high], operators]) =>
  operators.map((operator) => {
    const [value, found] = FINDS[operator]!(String(low), String(high));
    return { type, operator, value, found };
  }),
);

const REFUSALS = TYPES.flatMap(([type, , operators]) =>
  TEXT.filter((operator) => !operators.includes(operator)).map((operator) => ({ type, operator })),
);

const WRONG_VALUES = [
  ...['1.5', 'x', '', '1e3', '0x1', '2147483648', '+1', ' 1', '01'].map((value) => ['int', value]),
  ...['1.5', 'x', '9223372036854775808'].map((value) => ['bigint', value]),
  ...['x', '1e400', 'NaN', 'Infinity', '1,5'].map((value) => ['float', value]),
  ...['x', '1.005', '1e3x'].map((value) => ['decimal', value]),
  ...['banana', '', '2'].map((value) => ['boolean', value]),
  ...['2024-02-30', 'now', '1'].map((value) => ['datetime', value]),
  ...['2024-02-30', '2024', '0000-01-01'].map((value) => ['date', value]),
  ...['24:00', 'x'].map((value) => ['time', value]),
  ...['x', '0a'].map((value) => ['uuid', value]),
  ...['Draft', ''].map((value) => ['enum', value]),
] as const;

/** One field of each type, named like it. */
@Endpoint('/specimens', {
  filtering: { fields: TYPES.map(([type]) => type) },
  pagination: { style: 'cursor', pageSize: 50 },
})
class Specimen extends RestEndpoint {
  @Field()
  name!: string;
}
for (const [type] of TYPES) {
  const values = type === 'enum' && { values: ['draft', 'published'] };
  const scale = type === 'decimal' && { precision: 10, scale: 2 };
  Field({ type: type as 'int', optional: true, ...values, ...scale })(Specimen.prototype, type);
}

/** Texts that a careless pattern finds too much by. */
const LITERALS = ['100%', '1000', 'a_b', 'aXb', 'back\\slash', 'a*b', 'a?b', '[ab]', 'a', ']'];

/** Characters that SQLite's patterns take for one. */
const ALIKE = ['\ufffdx\ufffd', '\ufffex\ufffe', '\uffffx\uffff'];

describeOnEachDatabase('a filter', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [Specimen, Restricted] });
    const [low, high] = [0, 1].map((at) =>
      Object.fromEntries(TYPES.map(([type, values]) => [type, values[at]])),
    );
    await fill(api, '/specimens', [
      { name: 'low', ...low },
      { name: 'high', ...high },
      { name: 'none' },
    ]);
    await fill(
      api,
      '/restricted',
      [...LITERALS, 'Été', 'ÉTÉ', ...ALIKE].map((title) => ({ title, pages: 1 })),
    );
  });
  afterAll(async () => {
    await api.stop();
  });

  it.each(CASES)(
    'of $type by $operator=$value finds $found',
    async ({ type, operator, value, found }) => {
      const answer = await api.get(`/specimens?${type}[${operator}]=${encodeURIComponent(value)}`);

      expect(listed(answer)).toEqual(found);
    },
  );

  it.each(REFUSALS)(
    'of $type refuses $operator, naming the parameter',
    async ({ type, operator }) => {
      const answer = await api.get(`/specimens?${type}[${operator}]=1`);

      expect(answer.status).toBe(400);
      expect(answer.json.detail).toMatch(`${type}[${operator}]: this field has no operator`);
    },
  );

  it.each(WRONG_VALUES)('of %s refuses %j, naming the parameter', async (type, value) => {
    const answer = await api.get(`/specimens?${type}=${encodeURIComponent(value)}`);

    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(new RegExp(`^${type}: `));
  });

  it.each([
    ['true', ['none']],
    ['false', ['low', 'high']],
    ['1', ['none']],
    ['no', ['low', 'high']],
  ])('by isnull=%s finds %j, whatever the type', async (yes, found) => {
    for (const [type] of TYPES) {
      const answer = await api.get(`/specimens?${type}[isnull]=${yes}`);

      expect(listed(answer), type).toEqual(found);
    }
  });

  it.each(['true', '1', 'yes', 'on', 'TRUE'])('of a boolean takes %s for true', async (word) => {
    expect(listed(await api.get(`/specimens?boolean=${word}`))).toEqual(['high']);
  });

  it('of a datetime compares moments, not their texts', async () => {
    const answer = await api.get('/specimens?datetime=2000-01-01T05:30:00%2B05:30');

    expect(listed(answer)).toEqual(['high']);
  });

  it('of a uuid does not mind the case of its letters', async () => {
    const answer = await api.get('/specimens?uuid=0A000000-0000-4000-8000-000000000000');

    expect(listed(answer)).toEqual(['low']);
  });

  it.each([
    ['int=-5&int=10', ['low', 'high']],
    ['int[eq]=-5&int[eq]=10', ['low', 'high']],
    ['int[ne]=-5&int[ne]=10', []],
    ['int[ne]=-5&int[ne]=11', ['high']],
    ['int[gte]=-5&int[lt]=10', ['low']],
    ['int=-5&string=emma', []],
    ['int[gt]=10&int[lt]=-5', []],
    ['int[between]=10,-5', []],
    ['int=-5&int[eq]=10', []],
  ])('%s finds %j', async (query, found) => {
    expect(listed(await api.get(`/specimens?${query}`))).toEqual(found);
  });

  it.each(['int[gt]=1&int[gt]=2', 'int[in]=1&int[in]=2', 'int[isnull]=true&int[isnull]=false'])(
    'that is given twice, and can not be, is refused: %s',
    async (query) => {
      const answer = await api.get(`/specimens?${query}`);

      const [name] = query.split('=', 1);
      expect(answer).toMatchObject({
        status: 400,
        json: { detail: `${name}: it was given more than once` },
      });
    },
  );

  it('may have its brackets percent-encoded', async () => {
    expect(listed(await api.get('/specimens?int%5Bgte%5D=10'))).toEqual(['high']);
  });

  it.each(['between=1', 'between=1,2,3', 'in=1,,2', 'in=1,x'])(
    'by %s of an int is refused',
    async (query) => {
      const answer = await api.get(`/specimens?int[${query}`.replace('=', ']='));

      expect(answer.status).toBe(400);
      expect(answer.json.detail).toMatch(/^int\[(between|in)\]: /);
    },
  );

  it.each([
    ['contains', '%', ['100%']],
    ['contains', '_', ['a_b']],
    ['contains', '\\', ['back\\slash']],
    ['contains', '*', ['a*b']],
    ['contains', '?', ['a?b']],
    ['contains', '[', ['[ab]']],
    ['contains', ']', ['[ab]', ']']],
    ['startswith', '[a', ['[ab]']],
    ['endswith', 'b]', ['[ab]']],
    ['startswith', 'Ét', ['Été']],
    ['contains', 'É', ['Été', 'ÉTÉ']],
    ['contains', 'é', ['Été']],
    ['like', 'a_b', ['a_b', 'aXb', 'a*b', 'a?b']],
    ['like', 'a\\_b', ['a_b']],
    ['like', '100%', ['100%', '1000']],
    ['like', '100\\%', ['100%']],
    ['like', 'A', []],
    ['like', '[ab]', ['[ab]']],
    ['like', 'a*', []],
    ['like', 'back\\\\slash', ['back\\slash']],
    ['like', 'É__', ['Été', 'ÉTÉ']],
    ['ilike', 'A', ['a']],
    ['ilike', 'été', ['Été', 'ÉTÉ']],
    ['ilike', 'ÉT_', ['Été', 'ÉTÉ']],
    ['ilike', '%T%', ['Été', 'ÉTÉ']],
    ['ilike', 'A\\_B', ['a_b']],
  ])('by %s %j finds %j', async (operator, text, found) => {
    const answer = await api.get(`/restricted?title[${operator}]=${encodeURIComponent(text)}`);

    expect(listed(answer, 'title')).toEqual(found);
  });

  it.each(ALIKE)('by operators for texts tells %j from the like', async (text) => {
    const whole = encodeURIComponent(text);
    const part = encodeURIComponent(text.slice(0, 1));

    for (const query of ['startswith', 'endswith', 'contains'].map((word) => `title[${word}]`)) {
      expect(listed(await api.get(`/restricted?${query}=${part}`), 'title'), query).toEqual([text]);
      expect(listed(await api.get(`/restricted?${query}=${whole}`), 'title')).toEqual([text]);
      expect(listed(await api.get(`/restricted?${query}=${part}${whole}`), 'title')).toEqual([]);
    }
  });

  it.each(['like', 'ilike'])('by %s refuses a backslash that escapes nothing', async (operator) => {
    const answer = await api.get(`/restricted?title[${operator}]=a%5C`);

    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(`title[${operator}]: a backslash at the end`);
  });

  it('with operators of its own has no others, exact match included', async () => {
    const answers = [
      await api.get('/restricted?pages[gte]=1'),
      await api.get('/restricted?pages=1'),
      await api.get('/restricted?pages[lt]=1'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400]);
    expect(answers[2]!.json.detail).toBe(`pages[lt]: this field has no operator 'lt'; it has gte`);
  });
});

@Endpoint('/restricted', {
  filtering: { fields: ['title', { name: 'pages', operators: ['gte'] }] },
})
class Restricted extends RestEndpoint {
  @Field()
  title!: string;

  @Field()
  pages!: number;
}

@Endpoint('/lenient', { table: 'doors', filtering: { fields: ['color'], search: ['name'] } })
class LenientDoor extends RestEndpoint {
  @Field()
  name!: string;

  @Field()
  color!: string;
}

@Endpoint('/strict', {
  table: 'doors',
  filtering: { fields: ['color'], search: ['name'], ordering: ['name'], strict: true },
  pagination: { style: 'page_number' },
})
class StrictDoor extends LenientDoor {}

@Endpoint('/explicit', {
  table: 'doors',
  filtering: { backends: [FieldFilter], fields: ['color'], search: ['name'], ordering: ['name'] },
})
class ExplicitDoor extends LenientDoor {}

const DOORS = [
  { name: 'b', color: 'red' },
  { name: 'a', color: 'blue' },
];

describeOnEachDatabase('a parameter that is no filter', (server) => {
  it.each([
    'name=b',
    'color]=red',
    'color[=red',
    '[color]=red',
    'color[eq][x]=red',
    'ordering=name',
    'page=2',
    'x',
    '=1',
    '&&',
  ])('is ignored: %s', async (query) => {
    const api = await doors(server);

    const answer = await api.get(`/lenient?${query}`);

    expect(listed(answer)).toEqual(['b', 'a']);
  });

  it.each(['name=b', 'color]=red', 'color[=red', 'colour=red', 'name[eq]=b', 'x', 'cursor2=1'])(
    'is refused by a strict collection: %s',
    async (query) => {
      const api = await doors(server);

      const answer = await api.get(`/strict?${query}`);

      const [name] = query.split('=', 1);
      expect(answer).toMatchObject({
        status: 400,
        json: { detail: `${name}: this collection has no such parameter` },
      });
    },
  );

  it('is none of those that a strict collection reads', async () => {
    const api = await doors(server);

    const answer = await api.get(
      '/strict?color[in]=red,blue&color=red&search=b&ordering=name&page=1&page_size=5&fields=name',
    );

    expect(answer).toMatchObject({ status: 200, json: { results: [{ name: 'b' }] } });
  });

  it('is one that no backend of an explicit list reads', async () => {
    const api = await doors(server);

    const answer = await api.get('/explicit?search=a&ordering=name&color[ne]=green');

    expect(listed(answer)).toEqual(['b', 'a']);
  });
});

async function doors(server: TestServer) {
  const api = await serve(server, { endpoints: [LenientDoor, StrictDoor, ExplicitDoor] });
  await fill(api, '/lenient', DOORS);
  return api;
}

@Injectable()
class Palette {
  readonly warm = ['red'];
}

@Injectable()
class WarmFilter implements FilterBackend {
  readonly parameters = ['warm'];

  constructor(private readonly palette: Palette) {}

  async filter(collection: NarrowedCollection, { parameters, request }: FilterContext) {
    const warm = parameters.one('warm');
    if (warm === undefined) return collection;
    if (warm !== 'yes') throw new MalformedRequestError(`warm: 'yes' was expected`);
    const { warm: colors } = await Promise.resolve(this.palette);
    return collection
      .where({ color: { $in: [...colors, request?.headers['x-color'] ?? 'red'] } })
      .orderBy([{ field: 'name', descending: true, nulls: 'last' }]);
  }
}

@Endpoint('/warm', {
  table: 'doors',
  filtering: { backends: [FieldFilter, WarmFilter], fields: ['name'], strict: true },
  pagination: { style: 'page_number', pageSize: 1 },
})
class WarmDoor extends LenientDoor {}

describeOnEachDatabase('a filter backend of the application', (server) => {
  it('narrows and orders the collection, with what Nest injects', async () => {
    const api = await warmDoors(server);

    const answer = await api.get('/warm?warm=yes&page_size=9', { 'x-color': 'pink' });

    expect(listed(answer)).toEqual(['z', 'b', 'a']);
  });

  it('goes with filters, pages and the count', async () => {
    const api = await warmDoors(server);

    const answer = await api.get('/warm?warm=yes&name[ne]=z&page=1');

    expect(answer.json).toMatchObject({ count: 2, pages: 2, results: [{ name: 'b' }] });
  });

  it('names the parameter that it can not read', async () => {
    const api = await warmDoors(server);

    const answer = await api.get('/warm?warm=maybe');

    expect(answer).toMatchObject({ status: 400, json: { detail: `warm: 'yes' was expected` } });
  });

  it('has parameters that strict knows, and no others', async () => {
    const api = await warmDoors(server);

    const answer = await api.get('/warm?cold=yes');

    expect(answer.json.detail).toBe('cold: this collection has no such parameter');
  });
});

async function warmDoors(server: TestServer) {
  const api = await serve(server, { endpoints: [WarmDoor], providers: [Palette] });
  const colors = { a: 'red', b: 'red', c: 'blue', z: 'pink' };
  await fill(
    api,
    '/warm',
    Object.entries(colors).map(([name, color]) => ({ name, color })),
  );
  return api;
}

describe('the operators', () => {
  it('are tried on every type of field', () => {
    expect(CASES.length + REFUSALS.length).toBe(TYPES.length * TEXT.length);
  });
});
