import { describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import type { ApiClient } from '../support/api-client.js';
import { describeOnEachDatabase } from '../support/nest-app.js';
import { linksOf, listed, walked } from '../support/collections.js';
import { serveTables } from '../support/reflected-api.js';
import { SERVERS } from '../support/servers.js';

const [SQLITE, POSTGRES] = SERVERS;

@Endpoint('/odd', {
  reflect: true,
  filtering: { ordering: ['v'] },
  pagination: { style: 'cursor', pageSize: 1 },
})
class Odd extends RestEndpoint {}

/** What the rows of all pages have in one member, from the last page back. */
async function walkedBack(api: ApiClient, path: string, member: string): Promise<unknown[]> {
  const { last } = linksOf(await api.get(path));
  const values: unknown[] = [];
  for (let at = last; at !== undefined;) {
    const page = await api.get(at.pathAndQuery);
    values.unshift(...listed(page, member));
    at = linksOf(page).prev;
    if (values.length > 99) break;
  }
  return values;
}

describeOnEachDatabase('a key of bytes', (server) => {
  const made = (type: string, literal: (hex: string) => string) => `
    create table odd (h ${type} primary key not null, v integer not null);
    insert into odd values ${['ff00', '00', '6161', '', '80', 'e28080'].map((hex, at) => `(${literal(hex)}, ${at % 2})`).join(', ')}`;
  const tables = {
    SQLite: made('blob', (hex) => `x'${hex}'`),
    PostgreSQL: made('bytea', (hex) => `'\\x${hex}'`),
  };
  const base64 = (...hex: string[]) =>
    hex.map((text) => Buffer.from(text, 'hex').toString('base64'));

  it.each([
    ['', base64('', '00', '6161', '80', 'e28080', 'ff00')],
    ['?ordering=-v', base64('', '00', 'e28080', '6161', '80', 'ff00')],
  ])('is gone on from, and back, each row once%s', async (query, keys) => {
    const api = await serveTables(server, tables, { endpoints: [Odd] });

    expect(await walked(api, `/odd${query}`, 'h')).toEqual(keys);
    expect(await walkedBack(api, `/odd${query}`, 'h')).toEqual(keys);
  });
});

describe('a key that PostgreSQL prints otherwise than it is shown', () => {
  it.each([
    ['char(3)', `'a'`, `'ab'`, `'b'`],
    ['inet', `'10.0.0.0/8'`, `'10.0.0.1'`, `'::1'`],
    ['cidr', `'10.0.0.0/8'`, `'10.0.0.0/9'`, `'11.0.0.0/8'`],
    ['interval', `'-1 day'`, `'25:00'`, `'1 mon 2 days'`],
    ['money', `-1234.5`, `0.5`, `1234567.89`],
    ['bit(3)', `b'001'`, `b'010'`, `b'100'`],
    ['int8range', `'empty'`, `'[1,2)'`, `'[1,3)'`],
    ['real', `'-Infinity'`, `0.1`, `'NaN'`],
    ['double precision', `0.1`, `0.30000000000000004`, `'NaN'`],
    ['numeric', `0.1`, `1e40`, `'NaN'`],
    ['time', `'00:00'`, `'12:00:00.000001'`, `'24:00'`],
    ['timetz', `'12:00+02'`, `'12:00+01'`, `'12:00-03'`],
    ['bigint', `-9223372036854775808`, `9007199254740993`, `9007199254740995`],
    ['boolean', `false`, `true`],
    ['uuid', `'00000000-0000-0000-0000-000000000000'`, `'ffffffff-0000-0000-0000-000000000000'`],
    ['pg_lsn', `'0/1'`, `'1/0'`],
    ['tsvector', `'a b'`, `'a c'`],
    ['text[]', `'{}'`, `array['a"b\\', null, '']`, `'{b}'`, `'{{c},{NULL}}'`],
    ['int[]', `'[2:3]={-1,2}'`, `'[0:1]={-1,2}'`, `'{-1,2}'`, `'{2,NULL}'`, `'{10}'`],
    ['bytea[]', `array['\\x00'::bytea]`, `array['\\x00ff'::bytea]`],
    [
      'timestamptz[]',
      `array['2020-01-01'::timestamptz]`,
      `array['2020-01-01 00:00:00.000001'::timestamptz]`,
    ],
    ['numeric[]', `'{0.1}'`, `'{1e40}'`, `'{NaN}'`],
  ])('is gone on from, each row once: %s', async (type, ...values) => {
    const rows = values.map((value, at) => `(${value}, ${at})`).join(', ');
    const PostgreSQL = `create table odd (k ${type} primary key, v integer); insert into odd values ${rows}`;
    const api = await serveTables(POSTGRES!, { SQLite: '', PostgreSQL }, { endpoints: [Odd] });

    const places = values.map((_value, at) => at);
    const order = await walked(api, '/odd', 'v');
    expect(order.toSorted()).toEqual(places);
    expect(await walkedBack(api, '/odd', 'v')).toEqual(order);
  });
});

describe('a key of SQLite that JavaScript has no number for', () => {
  const serve = (type: string, values: readonly string[], endpoints = [Odd]) => {
    const rows = values.map((value, at) => `(${value}, ${at})`).join(', ');
    const SQLite = `create table odd (k ${type} primary key not null, v integer); insert into odd values ${rows}`;
    return serveTables(SQLITE!, { SQLite, PostgreSQL: '' }, { endpoints });
  };

  it.each([
    [
      '',
      '1',
      '9007199254740993',
      '9007199254740995',
      '9007199254740997',
      `'9007199254740999'`,
      `'t'`,
    ],
    ['real', '0.1', '3', '9007199254740992', '9007199254740994', '1e18', '1e300'],
    ['', '-1e300', '-9223372036854775808', '9007199254740995', '1e300', `'1'`, `x'31'`],
    ['', '1', `'9999999999999999999'`, `'a'`],
    ['', '1', '9007199254740992.0', '9007199254740993', '9007199254740995'],
    ['blob', '1', '9007199254740995', '9223372036854775807', `'1'`, `x'00'`, `x'31'`],
    ['bigint', '-9223372036854775808', '9007199254740993', '9007199254740995'],
    ['integer', '-9223372036854775808', '9007199254740993', '9007199254740995'],
  ])('is gone on from, each row once: %s %s', async (type, ...values) => {
    const api = await serve(type, values);

    const places = values.map((_value, at) => at);
    expect(await walked(api, '/odd', 'v')).toEqual(places);
    expect(await walkedBack(api, '/odd', 'v')).toEqual(places);
    expect(await walked(api, '/odd?ordering=-v', 'v')).toEqual(places.toReversed());
  });

  it('is gone on from where the member is declared otherwise than the column', async () => {
    @Endpoint('/odd', { reflect: true, pagination: { style: 'cursor', pageSize: 1 } })
    class Declared extends RestEndpoint {
      @Field({ type: 'bigint' })
      k!: bigint;
    }
    const api = await serve('', ['1', '2', '9007199254740993', '9007199254740995'], [Declared]);

    expect(await walked(api, '/odd', 'v')).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ['', '-1.5', '2', '2.5', '9007199254740993', '1e300', `'1'`, `'t'`, `x'00'`, `x'31'`],
    ['text', `'1'`, `'10'`, `'9007199254740993'`, `'t'`, `x'31'`],
    ['blob', '1', '2.0', `'1'`, `'2.0'`, `x'31'`],
  ])(
    'is gone on from where a bigint is declared over other values: %s',
    async (type, ...values) => {
      @Endpoint('/odd', {
        reflect: true,
        filtering: { ordering: ['k', 'v'] },
        pagination: { style: 'cursor', pageSize: 1 },
      })
      class Declared extends RestEndpoint {
        @Field({ type: 'bigint' })
        k!: bigint;
      }
      const api = await serve(type, values, [Declared]);

      const places = values.map((_value, at) => at);
      expect(await walked(api, '/odd', 'v')).toEqual(places);
      expect(await walkedBack(api, '/odd', 'v')).toEqual(places);
      expect(await walked(api, '/odd?ordering=-k', 'v')).toEqual(places.toReversed());
      expect(await walked(api, '/odd?ordering=v', 'v')).toEqual(places);
    },
  );

  it.each([
    ['blob', '9007199254740992', '9007199254740993'],
    ['', '9007199254740993', `'9007199254740993'`],
  ])('is told where another is shown alike: %s', async (type, ...values) => {
    const api = await serve(type, values);

    const { status, json } = await api.get('/odd');

    expect([status, json.detail]).toEqual([
      400,
      'ordering: a row has a value that can not be gone on from; order by other fields',
    ]);
  });
});
