import { Expose } from 'class-transformer';
import { describe, expect, it } from 'vitest';

import {
  ConfigurationError,
  Endpoint,
  type EndpointClass,
  type EndpointOptions,
  Field,
  type FieldOptions,
  RestEndpoint,
} from '../lib/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { startProblems } from './support/nest-app.js';

const STRING = { type: 'string' } as const;

function fails(): string {
  throw new Error('not today');
}

describe('a wrong @Field', () => {
  it.each<[string, FieldOptions | object, RegExp]>([
    ['an unknown type', { type: 'strin' }, /no type 'strin'.*Did you mean 'string'\?/],
    ['no type that can be told', {}, /type can't be told.*Give 'type'/],
    ['an unknown option', { ...STRING, minLenght: 1 }, /'minLenght'.*Did you mean 'minLength'\?/],
    ['a length of an int', { type: 'int', minLength: 1 }, /'minLength' means nothing for an int/],
    ['a range of a boolean', { type: 'boolean', ge: 1 }, /'ge' means nothing for a boolean/],
    ['a default that does not fit', { type: 'int', default: 'x' }, /'default' is no value/],
    ['a default out of bounds', { type: 'int', le: 3, default: 4 }, /'default' is no value/],
    ['a required null', { ...STRING, default: null }, /default is null.*'optional: true'/],
    ['an enum without values', { type: 'enum' }, /'values'/],
    ['an enum of no values', { type: 'enum', values: [] }, /'values'/],
    ['a pattern that is none', { ...STRING, pattern: '(' }, /'pattern' is no regular expression/],
    ['a pattern without u', { ...STRING, pattern: String.raw`^\A\-` }, /flag 'u'.*Leave out/],
    ['a length below zero', { ...STRING, minLength: -1 }, /'minLength' is -1; give an integer/],
    ['lengths that contradict', { ...STRING, minLength: 3, maxLength: 2 }, /swap them/],
    ['bounds that contradict', { type: 'int', gt: 3, lt: 3 }, /no value satisfies both/],
    ['bounds with no integer between', { type: 'int', gt: 5, lt: 6 }, /no value satisfies both/],
    ['a bound at the end', { type: 'int', gt: 2 ** 31 - 1 }, /no value satisfies 'gt'/],
    ['a default that throws', { ...STRING, default: fails }, /'default' threw .*'not today'/],
    ['a bound of another type', { type: 'int', ge: 'a' }, /'ge' can't bound an int/],
    ['scale twice', { type: 'decimal', scale: 1, decimalPlaces: 1 }, /mean the same. Give one/],
    ['a scale above precision', { type: 'decimal', precision: 2, scale: 3 }, /'scale'/],
    ['a reference to no column', { type: 'int', foreignKey: 'authors' }, /Write 'table\.column'/],
    ['a reference to no endpoint', { type: 'int', foreignKey: () => Date }, /refers to nothing/],
    ['a missing column', { type: 'int', foreignKey: 'authors.x' }, /'authors\.x' does not exist/],
    ['a reference of another type', { ...STRING, foreignKey: () => Author }, /Make them equal/],
  ])('with %s is told with class and field', async (_what, options, told) => {
    const [problem] = await problemsOf(widget('/widgets', {}, { part: options }), Author);

    expect(problem).toMatch(/^Widget\.part: /);
    expect(problem).toMatch(told);
  });

  it.each(['id', 'created_at', 'updated_at', 'version'])('that redeclares %s', async (name) => {
    const [problem] = await problemsOf(widget('/widgets', {}, { [name]: STRING }));

    expect(problem).toMatch(new RegExp(`^Widget\\.${name}: every endpoint has '${name}' already`));
  });

  it('with two properties for one column is told', async () => {
    const [problem] = await problemsOf(
      widget('/widgets', {}, { first_name: STRING, firstName: STRING }),
    );

    expect(problem).toMatch(/^Widget: another field has the column 'first_name' of 'firstName'/);
  });
});

describe('a name that @Expose gives to a field', () => {
  it('is told, as a body could set it under none', async () => {
    const Widget = widget('/widgets', {}, { part: STRING });
    Expose({ name: 'piece' })(Widget.prototype as object, 'part');

    const [problem] = await problemsOf(Widget);

    expect(problem).toMatch(/^Widget\.part: @Expose names it 'piece'.*Call the property 'piece'/);
  });
});

describe('a wrong @Endpoint', () => {
  it.each<[string, string, EndpointOptions | object, RegExp]>([
    ['a route without slash', 'widgets', {}, /its route is "widgets"/],
    ['the root as route', '/', {}, /its route is "\/"/],
    ['a parameter in its route', '/widgets/:id', {}, /its route is "\/widgets\/:id"/],
    ['an unknown option', '/widgets', { tabel: 'x' }, /'tabel'.*Did you mean 'table'\?/],
    ['an unknown method', '/widgets', { methods: ['GETT'] }, /"GETT".*GET, POST/],
    ['methods that are no list', '/widgets', { methods: 'GET' }, /'methods' is no list/],
    ['no methods', '/widgets', { methods: [] }, /'methods' is no list/],
    ['an empty table name', '/widgets', { table: '' }, /'table' is ""/],
    ['a long table name', '/widgets', { table: 'é'.repeat(32) }, /1 to 63 bytes/],
    ['an unknown key', '/widgets', { primaryKey: 'ulid' }, /'integer' or 'uuid'/],
  ])('with %s is told with the class', async (_what, route, options, told) => {
    const [problem] = await problemsOf(widget(route, options));

    expect(problem).toMatch(/^Widget: /);
    expect(problem).toMatch(told);
  });

  it('without a field is told', async () => {
    const [problem] = await problemsOf(widget('/widgets', {}, {}));

    expect(problem).toMatch(/^Widget: it has no field. Decorate a property with @Field/);
  });
});

it.each([
  ['a.b', /a name with one of/],
  ['a[b]', /a name with one of/],
  ['a,b', /a name with one of/],
  ['', /a member without a name can't be a column .* Give it one/],
  ['-a', /a name that begins with - can't be told from a descending order/],
  ['Id', /its column would be 'id', which every endpoint has already/],
  ['createdAt', /its column would be 'created_at'/],
])('a member of the name %s is told to be wrong', async (name, told) => {
  const [problem] = await problemsOf(widget('/widgets', {}, { [name]: STRING }));

  expect(problem).toMatch(told);
  expect(problem).toContain(`Widget.${name}: `);
});

describe('endpoints that do not go together', () => {
  it('are told when they share a route', async () => {
    const [problem] = await problemsOf(widget('/things'), widget('/things/', { table: 'others' }));

    expect(problem).toBe(`Widget and Widget: both are at '/things'. Give each its own route.`);
  });

  it('are told when they share a table and differ in the type of a column', async () => {
    const [problem] = await problemsOf(
      widget('/widgets'),
      widget('/counts', { table: 'widgets' }, { part: { type: 'int' } }),
    );

    expect(problem).toMatch(/Widget\.part \(string\), Widget\.part \(int\).*'widgets\.part'/);
    expect(problem).toMatch(/Declare it the same, or give one endpoint its own 'table'/);
  });

  it.each<[string, FieldOptions, FieldOptions, string]>([
    ['uniqueness', { type: 'int', unique: true }, { type: 'int' }, 'whether it is unique'],
    [
      'precision',
      { type: 'decimal', precision: 10, scale: 2 },
      { type: 'decimal' },
      'its precision and scale',
    ],
  ])(
    'are told when they share a table and differ in the %s of a column',
    async (_what, one, other, aspect) => {
      const [problem] = await problemsOf(
        widget('/widgets', {}, { part: one }),
        widget('/counts', { table: 'widgets' }, { part: other }),
      );

      expect(problem).toContain(`share the column 'widgets.part' and differ in ${aspect}.`);
    },
  );
});

it('endpoints that share a table may say what holds anyway of a decimal, or leave it out', async () => {
  const plain = widget('/widgets', {}, { part: { type: 'decimal' } });
  const told = { type: 'decimal', precision: 38, scale: 10 };
  const same = widget('/counts', { table: 'widgets' }, { part: told });
  const wrong = widget('/things/', { table: 'widgets' }, { part: { ...told, scale: 11 } });

  expect(await problemsOf(plain, same, wrong)).toEqual([
    expect.stringContaining('Widget.part (38, 10), Widget.part (38, 10), Widget.part (38, 11)'),
  ]);
});

describe('a list of endpoints', () => {
  it.each([
    ['a class without @Endpoint', class Bare extends RestEndpoint {}, 'Bare'],
    ['a class that is no RestEndpoint', Date, 'Date'],
    ['nothing', undefined, 'undefined'],
  ])('with %s is told', async (_what, given, named) => {
    const [problem] = await problemsOf(given as unknown as EndpointClass);

    expect(problem).toBe(
      `'endpoints' has ${named}. Give classes that extend RestEndpoint and are decorated with @Endpoint('/route').`,
    );
  });

  it('does not serve a subclass by the decorator of its parent', async () => {
    class Novelist extends Author {}

    const [problem] = await problemsOf(Novelist);

    expect(problem).toMatch(/^'endpoints' has Novelist\./);
  });
});

describe('several mistakes', () => {
  it('are told at once, each in its line', async () => {
    const wrong = widget('widgets', { tabel: 'x' }, { id: STRING, part: { type: 'strin' } });

    const problems = await problemsOf(wrong);

    expect(new ConfigurationError(problems).message).toMatch(
      /^4 mistakes were found:(\n- Widget.*){4}$/,
    );
  });

  it('of several classes are told at once', async () => {
    const problems = await problemsOf(
      widget('/a', { table: 'a' }, { part: { type: 'int', minLength: 1 } }),
      widget('/b', { table: 'b' }, { part: { type: 'strin' } }),
    );

    expect(problems).toHaveLength(2);
  });
});

/** A class named `Widget`, decorated as a program would that its compiler does not stop. */
function widget(
  route: string,
  options: object = {},
  fields: Record<string, object> = { part: STRING },
): EndpointClass {
  class Widget extends RestEndpoint {}
  for (const [name, field] of Object.entries(fields)) Field(field)(Widget.prototype, name);
  Endpoint(route, options)(Widget);
  return Widget;
}

/** What keeps an application with these endpoints from starting. */
function problemsOf(...endpoints: EndpointClass[]): Promise<readonly string[]> {
  return startProblems({ database: 'sqlite::memory:', endpoints });
}
