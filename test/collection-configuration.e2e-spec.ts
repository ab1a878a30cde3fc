import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  Field,
  FieldFilter,
  RestEndpoint,
  Serializer,
} from '../lib/index.js';
import { startProblems } from './support/nest-app.js';

class Unfinished {
  readonly parameters = [];
}

class EmptySerializer extends Serializer {
  override read = [];
}

class DoubleSerializer extends Serializer {
  override fields = ['title'];
  override write = ['title'];
}

const MEMBERS = 'title, pages, data, secret, search, id, created_at, updated_at, version';

type Wrong = readonly [what: string, options: unknown, told: RegExp];

const CIRCLE: unknown[] = [];
CIRCLE.push(CIRCLE);

/** What is no value of any option. */
const ILL_TYPED: readonly unknown[] = [
  null,
  5,
  10n,
  'x',
  NaN,
  Infinity,
  Symbol('s'),
  CIRCLE,
  () => 1,
];

describe('a wrong filtering', () => {
  it.each<Wrong>([
    [
      'an unknown option',
      { feilds: ['title'] },
      /'filtering' has no option 'feilds'\. Did you mean 'fields'\?/,
    ],
    [
      'an unknown field',
      { fields: ['titel'] },
      /'filtering\.fields' has "titel".*Did you mean 'title'\?/,
    ],
    [
      'an unknown named field',
      { fields: [{ name: 'titel' }] },
      /has "titel".*Did you mean 'title'\?/,
    ],
    ['an unknown search', { search: ['tilte'] }, /'filtering\.search' has "tilte".*'title'\?/],
    [
      'an unknown ordering',
      { ordering: ['-title'] },
      /'filtering\.ordering' has "-title".*'title'\?/,
    ],
    ['a far name', { ordering: ['zzzzzz'] }, new RegExp(`The members are ${MEMBERS}\\.$`)],
    ['a name of a prototype', { fields: ['constructor'] }, /has "constructor", which is no member/],
    ['a field twice', { fields: ['title', { name: 'title' }] }, /names "title" twice\. Remove one/],
    ['a search twice', { search: ['title', 'title'] }, /'filtering\.search' names "title" twice/],
    ['an ordering twice', { ordering: ['id', 'id'] }, /'filtering\.ordering' names "id" twice/],
    ['fields that are no list', { fields: 'title' }, /'filtering\.fields' is no list/],
    ['fields that are null', { fields: null }, /'filtering\.fields' is no list/],
    ['a field that is null', { fields: [null] }, /'filtering\.fields' has null/],
    ['a field that is a list', { fields: [['title']] }, /'filtering\.fields' has/],
    [
      'a field without name',
      { fields: [{ operators: ['eq'] }] },
      /'filtering\.fields' has undefined/,
    ],
    [
      'an unknown option of a field',
      { fields: [{ name: 'title', operator: ['eq'] }] },
      /has no option 'operator'\. Did you mean 'operators'\?/,
    ],
    [
      'no operators',
      { fields: [{ name: 'title', operators: [] }] },
      /lets 'title' have no operator/,
    ],
    [
      'operators that are no list',
      { fields: [{ name: 'title', operators: 'eq' }] },
      /'title'.*no list/,
    ],
    [
      'operators that are null',
      { fields: [{ name: 'title', operators: null }] },
      /'title'.*no list/,
    ],
    [
      'an unknown operator',
      { fields: [{ name: 'title', operators: ['lk'] }] },
      /'lk', which is unknown.*The operators are eq, ne/,
    ],
    [
      'a near operator',
      { fields: [{ name: 'title', operators: ['gtt'] }] },
      /Did you mean 'gte?'\?/,
    ],
    [
      'an operator that is a number',
      { fields: [{ name: 'title', operators: [1] }] },
      /operator '1', which is unknown/,
    ],
    [
      'an operator that is no name',
      { fields: [{ name: 'title', operators: [null] }] },
      /operator 'null'/,
    ],
    [
      'a reserved name',
      { fields: ['search'] },
      /has 'search', but \?search= means something else.*Rename the field/,
    ],
    [
      'backends that are no list',
      { backends: FieldFilter },
      /'filtering\.backends' is no list\. Give FieldFilter/,
    ],
    ['backends that are null', { backends: null }, /'filtering\.backends' is no list/],
    ['a backend by name', { backends: ['FieldFilter'] }, /'filtering\.backends' has "FieldFilter"/],
    ['no backend', { backends: [undefined] }, /'filtering\.backends' has undefined/],
    ['a null backend', { backends: [null] }, /'filtering\.backends' has null/],
    [
      'a class without filter()',
      { backends: [Unfinished] },
      /has Unfinished\. .*classes with filter\(\)/,
    ],
    ['a strictness', { strict: 'yes' }, /'filtering\.strict' is "yes"\. Give true or false/],
  ])('with %s is told with class and remedy', async (_what, filtering, told) => {
    const [problem, ...others] = await problemsOf({ filtering });

    expect(problem).toMatch(/^Widget: /);
    expect(problem).toMatch(told);
    expect(others).toEqual([]);
  });

  it.each<Wrong>([
    [
      'an operator that an int has not',
      { fields: [{ name: 'pages', operators: ['like'] }] },
      /^Widget\.pages: an int has no operator 'like'\. It has eq, ne, /,
    ],
    [
      'an operator that json has not',
      { fields: [{ name: 'data', operators: ['eq'] }] },
      /^Widget\.data: a json has no operator 'eq'\. It has isnull/,
    ],
    [
      'a search in an int',
      { search: ['pages'] },
      /^Widget\.pages: an int can't be searched\. Remove it from 'filtering\.search'/,
    ],
    ['a search in the key', { search: ['id'] }, /^Widget\.id: an int can't be searched/],
    [
      'an ordering by json',
      { ordering: ['data'] },
      /^Widget\.data: a json has no order\. Remove it/,
    ],
  ])('with %s is told with class, field and remedy', async (_what, filtering, told) => {
    const [problem] = await problemsOf({ filtering });

    expect(problem).toMatch(told);
  });

  it.each(['fields', 'search', 'ordering'])(
    'that shows a hidden field by its %s is told',
    async (list) => {
      const serializer = { read: ['title'], write: ['title', 'secret'] };

      const [problem] = await problemsOf({ filtering: { [list]: ['secret'] }, serializer });

      expect(problem).toBe(
        `Widget: 'filtering.${list}' has 'secret', which the serializer hides from reading. Show it, or remove it from 'filtering.${list}'.`,
      );
    },
  );

  it.each(ILL_TYPED)('that is %s is told', async (filtering) => {
    const [problem] = await problemsOf({ filtering });

    expect(problem).toMatch(/^Widget: 'filtering' is /);
  });
});

describe('a wrong pagination', () => {
  const style = 'page_number';

  it.each<Wrong>([
    [
      'an unknown style',
      { style: 'cursors' },
      /'pagination\.style' is "cursors"\. Did you mean 'cursor'\? Give one of page_number, cursor/,
    ],
    ['no style', {}, /'pagination\.style' is undefined\. Give one of/],
    [
      'an unknown option',
      { style, pagesize: 5 },
      /'pagination' has no option 'pagesize'\. Did you mean 'pageSize'\?/,
    ],
    [
      'a size of 0',
      { style, pageSize: 0 },
      /'pagination\.pageSize' is 0\. Give an integer from 1 to 10000/,
    ],
    ['a size of 1.5', { style, pageSize: 1.5 }, /'pagination\.pageSize' is 1\.5/],
    ['a size that is text', { style, pageSize: '20' }, /'pagination\.pageSize' is "20"/],
    ['a size without end', { style, pageSize: Infinity }, /'pagination\.pageSize' is Infinity/],
    ['a size that is no number', { style, maxPageSize: NaN }, /'pagination\.maxPageSize' is NaN/],
    [
      'a size that is too large',
      { style, maxPageSize: 10_001 },
      /'pagination\.maxPageSize' is 10001/,
    ],
    [
      'sizes that contradict',
      { style, pageSize: 9, maxPageSize: 8 },
      /'pagination\.maxPageSize' is 8\. Give an integer from 9/,
    ],
    [
      'an unknown count',
      { style, count: 'exactly' },
      /'pagination\.count' is "exactly"\. Did you mean 'exact'\?/,
    ],
    [
      'a negative offset',
      { style, maxOffset: -1 },
      /'pagination\.maxOffset' is -1\. Give an integer from 0/,
    ],
  ])('with %s is told with class and remedy', async (_what, pagination, told) => {
    const [problem] = await problemsOf({ pagination });

    expect(problem).toMatch(/^Widget: /);
    expect(problem).toMatch(told);
  });

  it.each(['pageSize', 'maxPageSize', 'count', 'maxOffset'])(
    'has a %s that is a value',
    async (option) => {
      for (const value of ILL_TYPED.filter((each) => each !== 5)) {
        const [problem] = await problemsOf({ pagination: { style, [option]: value } });

        expect(problem).toMatch(`Widget: 'pagination.${option}' is `);
      }
    },
  );

  it.each(ILL_TYPED)('that is %s is told', async (pagination) => {
    const [problem] = await problemsOf({ pagination });

    expect(problem).toMatch(/^Widget: 'pagination' is /);
  });
});

describe('a wrong serializer', () => {
  it.each<Wrong>([
    ['an unknown member', { fields: ['titel'] }, /'serializer\.fields' has "titel".*'title'\?/],
    ['an unknown member to read', { read: ['titel'] }, /'serializer\.read' has "titel"/],
    [
      'an unknown member to write',
      { write: ['Title'] },
      /'serializer\.write' has "Title".*'title'\?/,
    ],
    ['a member twice', { read: ['id', 'id'] }, /'serializer\.read' names "id" twice/],
    ['an empty list', { fields: [] }, /'serializer\.fields' is empty.*Name a member, or remove it/],
    ['a class with an empty list', EmptySerializer, /'serializer\.read' is empty/],
    ['fields beside read', { fields: ['id'], read: ['id'] }, /'fields' beside 'read' or 'write'/],
    ['a class with fields beside write', DoubleSerializer, /'fields' beside 'read' or 'write'/],
    [
      'an unknown option',
      { reed: ['id'] },
      /'serializer' has no option 'reed'\. Did you mean 'read'\?/,
    ],
    ['a list that is null', { read: null }, /'serializer\.read' is no list/],
    ['a list that is a text', { read: 'title' }, /'serializer\.read' is no list/],
    ['a name that is a number', { read: [10n] }, /'serializer\.read' has 10/],
    [
      'a class of another kind',
      Unfinished,
      /neither lists of members nor a class that extends Serializer/,
    ],
    ['the base class', Serializer, /neither lists of members nor a class that extends Serializer/],
    ['a list', ['title'], /neither lists of members nor a class that extends Serializer/],
  ])('with %s is told with class and remedy', async (_what, serializer, told) => {
    const [problem] = await problemsOf({ serializer });

    expect(problem).toMatch(/^Widget: /);
    expect(problem).toMatch(told);
  });

  it.each(ILL_TYPED)('that is %s is told', async (serializer) => {
    const [problem] = await problemsOf({ serializer });

    expect(problem).toMatch(/^Widget: 'serializer' is neither/);
  });
});

describe('wrong options', () => {
  it.each<[string, object, RegExp]>([
    ['maxResults of 0', { maxResults: 0 }, /^'maxResults' is 0\. Give a positive integer/],
    ['maxResults without end', { maxResults: Infinity }, /^'maxResults' is Infinity/],
    [
      'an unknown limit',
      { queryLimits: { parameter: 5 } },
      /^'queryLimits' has no option 'parameter'\. Did you mean 'parameters'\?/,
    ],
    ['a limit of 0', { queryLimits: { listLength: 0 } }, /^'queryLimits\.listLength' is 0/],
    [
      'a limit that is text',
      { queryLimits: { listLength: '5' } },
      /^'queryLimits\.listLength' is "5"/,
    ],
    [
      'a publicUrl with a slash at its end',
      { publicUrl: 'https://a.example/' },
      /^'publicUrl' is no URL.*Write e\.g\. https:/,
    ],
    ['a publicUrl with a query', { publicUrl: 'https://a.example?a' }, /^'publicUrl'/],
    ['a publicUrl with a fragment', { publicUrl: 'https://a.example#a' }, /^'publicUrl'/],
    ['a publicUrl without scheme', { publicUrl: 'a.example' }, /^'publicUrl'/],
    ['a publicUrl of another scheme', { publicUrl: 'ftp://a.example' }, /^'publicUrl'/],
    ['a publicUrl with a space', { publicUrl: 'https://a b' }, /^'publicUrl'/],
    ['a publicUrl with what ends a link', { publicUrl: 'https://a.example/>;x' }, /^'publicUrl'/],
    [
      'a short cursorSecret',
      { cursorSecret: 'hunter2' },
      /^'cursorSecret' is no text of at least 32 characters\. Give a random one/,
    ],
    ['an empty cursorSecret', { cursorSecret: '' }, /^'cursorSecret'/],
  ])('with %s are told with a remedy', async (_what, options, told) => {
    const problems = await problemsOf({}, options);

    expect(problems).toEqual([expect.stringMatching(told)]);
    expect(problems[0]).not.toContain('hunter2');
  });

  it.each(['maxResults', 'queryLimits', 'publicUrl', 'cursorSecret'])(
    'have a %s that is a value',
    async (option) => {
      for (const value of ILL_TYPED.filter((each) => each !== 5)) {
        const [problem] = await problemsOf({}, { [option]: value });

        expect(problem).toMatch(new RegExp(`^'${option}' is `));
      }
    },
  );
});

describe('several mistakes in a collection', () => {
  it('are told at once', async () => {
    const problems = await problemsOf(
      {
        filtering: { fields: ['titel'], search: ['zzzzzz'], strict: 1 },
        pagination: { style: 'x', pageSize: -1 },
        serializer: { read: ['nothing'] },
      },
      { maxResults: -1 },
    );

    expect(problems).toHaveLength(7);
  });
});

/** What keeps an application with such an endpoint from starting. */
function problemsOf(endpoint: object, options: object = {}): Promise<readonly string[]> {
  const given = { database: 'sqlite::memory:', endpoints: [widget(endpoint)], ...options };
  return startProblems(given);
}

function widget(options: object): EndpointClass {
  class Widget extends RestEndpoint {}
  const types = { title: 'string', pages: 'int', data: 'json', secret: 'text', search: 'string' };
  for (const [name, type] of Object.entries(types))
    Field({ type: type as 'int' })(Widget.prototype, name);
  Endpoint('/widgets', options)(Widget);
  return Widget;
}
