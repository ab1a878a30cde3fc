import { afterAll, beforeAll, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { fill, listed } from './support/collections.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { startApi, type TestApi } from './support/servers.js';

@Endpoint('/notes', { filtering: { search: ['title', 'body'], fields: ['title'] } })
class Note extends RestEndpoint {
  @Field()
  title!: string;

  @Field({ type: 'text', optional: true })
  body?: string | null;

  @Field({ optional: true, type: 'string' })
  secret?: string | null;
}

/** Title, and body where there is one. */
const NOTES = [
  ['100% wool', null],
  ['1000 sheep', 'a_b'],
  ['C:\\wool', 'aXb'],
  ['[wool]', 'cats*'],
  ['Émile', 'Zola writes'],
  ['ZOLA', 'reads émile'],
  ['Straße', 'ÇA VA'],
  ['ΟΔΥΣΣΕΥΣ', null],
] as const;

@Endpoint('/letters', { filtering: { fields: ['title'], search: ['title'] } })
class Letter extends RestEndpoint {
  @Field()
  title!: string;
}

describeOnEachDatabase('a search', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [Note, Letter] });
    const notes = NOTES.map(([title, body]) => ({ title, body, secret: 'hidden' }));
    await fill(api, '/notes', notes);
    const letters = ['k', 'K', '\u212a', 'i\u0307', '\u0130'];
    await fill(
      api,
      '/letters',
      letters.map((title) => ({ title })),
    );
  });
  afterAll(async () => {
    await api.stop();
  });

  it.each([
    ['%', [1]],
    ['_', [2]],
    ['\\', [3]],
    ['[', [4]],
    ['*', [4]],
    ['.', []],
    ['100%', [1]],
    ['a_b', [2]],
    ['%_', []],
    ['\\%', []],
    ["'", []],
  ])('for %j is literal', async (text, ids) => {
    expect(await found(text)).toEqual(ids);
  });

  it.each([
    ['WOOL', [1, 3, 4]],
    ['émile', [5, 6]],
    ['ÉMILE', [5, 6]],
    ['ç', [7]],
    ['STRAßE', [7]],
    ['zola', [5, 6]],
    ['ΟΔΥΣ', [8]],
    ['οδυσσευσ', [8]],
  ])('for %j does not mind upper and lower case', async (text, ids) => {
    expect(await found(text)).toEqual(ids);
  });

  it.each([
    ['zola émile', [5, 6]],
    ['zola reads', [6]],
    ['reads zola', [6]],
    ['zola wool', []],
    ['  zola\t\n reads ', [6]],
    ['zola zola', [5, 6]],
    ['zola\u3000reads', [6]],
  ])('for %j finds rows that have every word, in any field', async (text, ids) => {
    expect(await found(text)).toEqual(ids);
  });

  it.each(['', ' ', '\t\n'])('for %j searches for nothing', async (text) => {
    expect(await found(text)).toHaveLength(NOTES.length);
  });

  if (server.name === 'SQLite')
    it.each([
      ['k', ['k', 'K']],
      ['\u212a', ['k', 'K', '\u212a']],
      ['\u0130', ['i\u0307', '\u0130']],
      ['i\u0307', ['i\u0307', '\u0130']],
      ['i', ['i\u0307']],
    ])('for %j finds letters beyond ASCII by such letters only', async (word, titles) => {
      const title = encodeURIComponent(word);

      expect(listed(await api.get(`/letters?search=${title}`), 'title')).toEqual(titles);
      expect(listed(await api.get(`/letters?title[ilike]=%25${title}%25`), 'title')).toEqual(
        titles,
      );
    });

  it('looks into no field that is not listed', async () => {
    expect(await found('hidden')).toEqual([]);
  });

  it('goes with filters', async () => {
    const answer = await api.get('/notes?search=zola&title=ZOLA');

    expect(listed(answer, 'id')).toEqual([6]);
  });

  it.each([
    ['search=a&search=b', 'search: it was given more than once'],
    [`search=${'a'.repeat(201)}`, 'search: at most 200 characters are read'],
    [`search=a+b+c+d+e+f+g+h+i+j+k`, 'search: at most 10 words are read'],
    ['search=a%00b', 'search: String should not contain the character U+0000'],
  ])('is refused for %s', async (query, detail) => {
    expect(await api.get(`/notes?${query}`)).toMatchObject({ status: 400, json: { detail } });
  });

  async function found(text: string) {
    return listed(await api.get(`/notes?search=${encodeURIComponent(text)}`), 'id');
  }
});

const ORDERING = ['title', 'rank', 'price', 'due', 'done', 'big', 'at', 'ref', 'state', 'id'];

@Endpoint('/tasks', { table: 'tasks', filtering: { ordering: ORDERING } })
class Task extends RestEndpoint {
  @Field()
  title!: string;

  @Field({ type: 'int', optional: true })
  rank?: number | null;

  @Field({ type: 'decimal', scale: 2, optional: true })
  price?: string | null;

  @Field({ type: 'date', optional: true })
  due?: string | null;

  @Field({ type: 'boolean', optional: true })
  done?: boolean | null;

  @Field({ type: 'bigint', optional: true })
  big?: bigint | null;

  @Field({ type: 'datetime', optional: true })
  at?: Date | null;

  @Field({ type: 'uuid', optional: true })
  ref?: string | null;

  @Field({ type: 'enum', values: ['open', 'closed'], optional: true })
  state?: string | null;
}

@Endpoint('/strict-tasks', { table: 'tasks', filtering: { ordering: ['title'], strict: true } })
class StrictTask extends Task {}

/** Ids 1 to 4: the second is low, the first high, the third has nothing, the fourth is low too. */
const LOW = {
  rank: -1,
  price: '9.50',
  due: '1999-01-01',
  done: false,
  big: '9',
  at: '1999-01-01T00:00:00.000Z',
  ref: '0a000000-0000-4000-8000-000000000000',
  state: 'closed',
};
const HIGH = {
  rank: 10,
  price: '10.00',
  due: '2000-01-01',
  done: true,
  big: '10',
  at: '2000-01-01T00:00:00.000Z',
  ref: 'a0000000-0000-4000-8000-000000000000',
  state: 'open',
};

describeOnEachDatabase('an ordering', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [Task, StrictTask] });
    await fill(api, '/tasks', [
      { title: 'b', ...HIGH },
      { title: 'B', ...LOW },
      { title: 'é' },
      { title: 'a', ...LOW },
    ]);
  });
  afterAll(async () => {
    await api.stop();
  });

  it.each(Object.keys(LOW))(
    'by %s has the same order on each database, nulls last',
    async (field) => {
      expect(await ordered(field)).toEqual([2, 4, 1, 3]);
      expect(await ordered(`-${field}`)).toEqual([1, 2, 4, 3]);
      expect(await ordered(`${field}.nullslast`)).toEqual([2, 4, 1, 3]);
      expect(await ordered(`${field}.nullsfirst`)).toEqual([3, 2, 4, 1]);
      expect(await ordered(`-${field}.nullsfirst`)).toEqual([3, 1, 2, 4]);
    },
  );

  it.each([
    ['title', [2, 4, 1, 3]],
    ['-title', [3, 1, 4, 2]],
    ['rank,title', [2, 4, 1, 3]],
    ['rank,-title', [4, 2, 1, 3]],
    ['-rank,-title', [1, 4, 2, 3]],
    ['done.nullsfirst,-id', [3, 4, 2, 1]],
    ['-id', [4, 3, 2, 1]],
    ['id,rank', [1, 2, 3, 4]],
    ['created_at', [1, 2, 3, 4]],
  ])('by %s is %j', async (ordering, ids) => {
    expect(await ordered(ordering)).toEqual(ids);
  });

  it('that is not asked for is by key', async () => {
    expect(listed(await api.get('/tasks'), 'id')).toEqual([1, 2, 3, 4]);
  });

  it.each(['version', 'secret', 'TITLE', 'title desc', 'title;drop table tasks', '"title"', '1'])(
    'by what is not listed is ignored, and refused by a strict collection: %s',
    async (name) => {
      const term = encodeURIComponent(name);

      const lenient = await api.get(`/tasks?ordering=${term},-id`);
      const strict = await api.get(`/strict-tasks?ordering=${term}`);

      expect(listed(lenient, 'id')).toEqual([4, 3, 2, 1]);
      expect(strict.status).toBe(400);
      expect(strict.json.detail).toBe(
        `ordering: there is no ordering by '${name}'; it may name title`,
      );
    },
  );

  it.each([
    '',
    ',',
    'title,',
    '--title',
    '-',
    'title.nulls',
    'title.desc',
    '.nullsfirst',
    'title.nullsfirst.nullslast',
  ])('that is none is refused: %j', async (text) => {
    const answer = await api.get(`/tasks?ordering=${encodeURIComponent(text)}`);

    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(/^ordering: '.*' is no field; write e\.g\. title/);
  });

  it.each([
    ['ordering=title&ordering=rank', 'ordering: it was given more than once'],
    ['ordering=title,rank,-title', 'ordering: it names title twice'],
    [`ordering=${ORDERING.slice(0, 9).join(',')}`, 'ordering: at most 8 fields are read'],
  ])('is refused for %s', async (query, detail) => {
    expect(await api.get(`/tasks?${query}`)).toMatchObject({ status: 400, json: { detail } });
  });

  async function ordered(ordering: string) {
    return listed(await api.get(`/tasks?ordering=${ordering}`), 'id');
  }
});
