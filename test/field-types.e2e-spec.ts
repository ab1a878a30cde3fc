import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { SERVERS, startApi, type TestApi, type TestDatabase } from './support/servers.js';
import { runSql } from './support/sql.js';

const NOW = new Date('2026-02-28T23:59:59.999Z');

@Endpoint('/samples', { table: 'field_type_samples' })
class Sample extends RestEndpoint {
  @Field({ type: 'string', optional: true })
  string?: string | null;

  @Field({ type: 'string', maxLength: 3, optional: true })
  short?: string | null;

  @Field({ type: 'text', optional: true })
  text?: string | null;

  @Field({ type: 'int', optional: true })
  int?: number | null;

  @Field({ type: 'bigint', optional: true })
  bigint?: bigint | null;

  @Field({ type: 'float', optional: true })
  float?: number | null;

  @Field({ type: 'decimal', optional: true })
  decimal?: string | null;

  @Field({ type: 'decimal', precision: 10, scale: 2, optional: true })
  money?: string | null;

  @Field({ type: 'boolean', optional: true })
  boolean?: boolean | null;

  @Field({ type: 'datetime', optional: true })
  datetime?: Date | null;

  @Field({ type: 'date', optional: true })
  date?: string | null;

  @Field({ type: 'time', optional: true })
  time?: string | null;

  @Field({ type: 'uuid', optional: true })
  uuid?: string | null;

  @Field({ type: 'ipaddress', optional: true })
  ipaddress?: string | null;

  @Field({ type: 'json', optional: true })
  json?: unknown;

  @Field({ type: 'enum', values: ['red', 'dark green', 'ä😀'], optional: true })
  enum?: string | null;
}

const NAMES = [
  ...['string', 'short', 'text', 'int', 'bigint', 'float', 'decimal', 'money', 'boolean'],
  ...['datetime', 'date', 'time', 'uuid', 'ipaddress', 'json', 'enum'],
];

const UUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const SIXTY_FOUR_DEEP = `${'['.repeat(64)}${']'.repeat(64)}`;

/** Field, JSON text that is sent, JSON text that is answered where it is another. */
const ACCEPTED: readonly (readonly [field: string, sent: string, answered?: string])[] = [
  ['string', '""'],
  ['string', '" a "'],
  ['string', '"ä😀𝒳\u{10ffff}"'],
  ['string', '"e\u0301"'],
  ['string', String.raw`"\ud83d\ude00"`, '"😀"'],
  ['string', String.raw`"\"\\/\n\t"`, String.raw`"\"\\/\n\t"`],
  ['string', String.raw`"\u0001\u001f\u007f"`, '"\\u0001\\u001f\u007f"'],
  ['string', '"\u2028\ufeff\uffff"'],
  ['string', '"null"'],
  ['string', `"'; drop table field_type_samples; --"`],
  ['string', 'null'],
  ['short', '"😀😀😀"'],
  ['text', `"${'x'.repeat(100_000)}"`],
  ['text', `"${'ä😀'.repeat(15_000)}"`],
  ['text', '""'],
  ['int', '2147483647'],
  ['int', '-2147483648'],
  ['int', '0'],
  ['int', '-0', '0'],
  ['int', '1.0', '1'],
  ['int', '1e3', '1000'],
  ['bigint', '"9007199254740993"'],
  ['bigint', '"9007199254740992"'],
  ['bigint', '9007199254740991', '"9007199254740991"'],
  ['bigint', '-9007199254740991', '"-9007199254740991"'],
  ['bigint', '"9223372036854775807"'],
  ['bigint', '"-9223372036854775808"'],
  ['bigint', '"-0"', '"0"'],
  ['bigint', '7', '"7"'],
  ['float', '0.1'],
  ['float', '0.30000000000000004'],
  ['float', '-0', '0'],
  ['float', '-0.0', '0'],
  ['float', '5e-324'],
  ['float', '2.2250738585072014e-308'],
  ['float', '1.7976931348623157e308', '1.7976931348623157e+308'],
  ['float', '1e-7'],
  ['float', '1e21', '1e+21'],
  ['float', '3.0', '3'],
  ['float', '9007199254740993', '9007199254740992'],
  ['decimal', '"0"', '"0.0000000000"'],
  ['decimal', '"-0.0"', '"0.0000000000"'],
  ['decimal', '"12345678901234.1"', '"12345678901234.1000000000"'],
  ['decimal', '"99999.9999999999"'],
  ['decimal', '0.1', '"0.1000000000"'],
  ['decimal', '"0.0000000001"'],
  ['decimal', '"-123456789012345"', '"-123456789012345.0000000000"'],
  ['money', '"1.5"', '"1.50"'],
  ['money', '12', '"12.00"'],
  ['money', '"99999999.99"'],
  ['money', '"-99999999.99"'],
  ['money', '"007.50"', '"7.50"'],
  ['boolean', 'true'],
  ['boolean', 'false'],
  ['datetime', '"2024-02-29T23:59:59.999Z"'],
  ['datetime', '"2024-01-01T00:00:00Z"', '"2024-01-01T00:00:00.000Z"'],
  ['datetime', '"2024-01-01T00:00:00.120000Z"', '"2024-01-01T00:00:00.120Z"'],
  ['datetime', '"2024-06-01T12:00:00+02:00"', '"2024-06-01T10:00:00.000Z"'],
  ['datetime', '"2024-12-31T23:30:00.5-05:45"', '"2025-01-01T05:15:00.500Z"'],
  ['datetime', '"2024-03-31T02:30:00"', '"2024-03-31T02:30:00.000Z"'],
  ['datetime', '"2024-03-31"', '"2024-03-31T00:00:00.000Z"'],
  ['datetime', '"0001-01-01T00:00:00.000Z"'],
  ['datetime', '"1969-12-31T23:59:59.999Z"'],
  ['datetime', '"9999-12-31T23:59:59.999Z"'],
  ['date', '"2024-02-29"'],
  ['date', '"0001-01-01"'],
  ['date', '"9999-12-31"'],
  ['time', '"00:00:00.000"'],
  ['time', '"23:59:59.999"'],
  ['time', '"09:56"', '"09:56:00.000"'],
  ['time', '"09:56:33.5"', '"09:56:33.500"'],
  ['uuid', `"${UUID}"`],
  ['uuid', `"${UUID.toUpperCase()}"`, `"${UUID}"`],
  ['ipaddress', '"203.0.113.7"'],
  ['ipaddress', '"2001:DB8::0:1"', '"2001:db8::1"'],
  ['ipaddress', '"::ffff:c000:0201"', '"::ffff:192.0.2.1"'],
  ['ipaddress', '"::192.0.2.1"', '"::c000:201"'],
  ['json', '{"b":1,"a":{"d":[1,[2.5],{"e":null}],"c":"ä😀"}}'],
  ['json', '{ "b" : [ ] , "a" : { } }', '{"b":[],"a":{}}'],
  ['json', '{"a":1,"a":2}', '{"a":2}'],
  ['json', '[1e2,-0,1.50,9007199254740991]', '[100,0,1.5,9007199254740991]'],
  ['json', '"12"'],
  ['json', '""'],
  ['json', '12'],
  ['json', 'false'],
  ['json', 'null'],
  ['json', SIXTY_FOUR_DEEP],
  ['enum', '"red"'],
  ['enum', '"dark green"'],
  ['enum', '"ä😀"'],
];

/** Field, JSON text that is sent, the type of the one problem that is told, and where in the value it is. */
const REFUSED: readonly Row[] = [
  ['string', String.raw`"a\u0000b"`, 'string_nul'],
  ['string', String.raw`"\ud800"`, 'string_unicode'],
  ['string', String.raw`"\udc00\ud800"`, 'string_unicode'],
  ['string', '1', 'string_type'],
  ['string', 'true', 'string_type'],
  ['string', '["a"]', 'string_type'],
  ['string', '{"a":1}', 'string_type'],
  ['text', String.raw`"\u0000"`, 'string_nul'],
  ['int', '2147483648', 'less_than_equal'],
  ['int', '-2147483649', 'greater_than_equal'],
  ['int', '1.5', 'int_from_float'],
  ['int', '1e400', 'finite_number'],
  ['int', '"1"', 'int_type'],
  ['int', 'true', 'int_type'],
  ['int', '[1]', 'int_type'],
  ['bigint', '9007199254740993', 'int_parsing_size'],
  ['bigint', '9007199254740992', 'int_parsing_size'],
  ['bigint', '"9223372036854775808"', 'less_than_equal'],
  ['bigint', '"-9223372036854775809"', 'greater_than_equal'],
  ['bigint', `"${'9'.repeat(100_000)}"`, 'less_than_equal'],
  ['bigint', '"1.0"', 'int_parsing'],
  ['bigint', '"01"', 'int_parsing'],
  ['bigint', '"0x10"', 'int_parsing'],
  ['bigint', '""', 'int_parsing'],
  ['float', '1e400', 'finite_number'],
  ['float', '-1e400', 'finite_number'],
  ['float', '"1.5"', 'float_type'],
  ['float', '"NaN"', 'float_type'],
  ['decimal', '"1e3"', 'decimal_parsing'],
  ['decimal', '"NaN"', 'decimal_parsing'],
  ['decimal', '"Infinity"', 'decimal_parsing'],
  ['decimal', '"0.00000000001"', 'decimal_max_places'],
  ['decimal', '0.30000000000000004', 'decimal_max_places'],
  ['decimal', '123456789012345.6', 'decimal_precision'],
  ['decimal', '1e400', 'finite_number'],
  ['money', '"1.005"', 'decimal_max_places'],
  ['money', '"100000000"', 'decimal_max_digits'],
  ['money', 'true', 'decimal_type'],
  ['boolean', '1', 'bool_type'],
  ['boolean', '"true"', 'bool_type'],
  ['datetime', '"2024-02-30T00:00:00Z"', 'datetime_parsing'],
  ['datetime', '"2023-02-29T00:00:00Z"', 'datetime_parsing'],
  ['datetime', '"2024-01-01T00:00:00.123456Z"', 'datetime_precision'],
  ['datetime', '"2024-01-01T00:00:00.0001Z"', 'datetime_precision'],
  ['datetime', '"2024-01-01T24:00:00Z"', 'datetime_parsing'],
  ['datetime', '"2024-01-01T23:59:60Z"', 'datetime_parsing'],
  ['datetime', '"0000-12-31T00:00:00Z"', 'datetime_parsing'],
  ['datetime', '"0001-01-01T00:00:00+00:01"', 'datetime_parsing'],
  ['datetime', '"9999-12-31T23:59:59-00:01"', 'datetime_parsing'],
  ['datetime', '"+010000-01-01T00:00:00Z"', 'datetime_parsing'],
  ['datetime', '"yesterday"', 'datetime_parsing'],
  ['datetime', '1700000000', 'datetime_type'],
  ['date', '"2024-02-30"', 'date_parsing'],
  ['date', '"2100-02-29"', 'date_parsing'],
  ['date', '"2024-2-9"', 'date_parsing'],
  ['time', '"24:00"', 'time_parsing'],
  ['time', '"09:56:33.1234"', 'time_precision'],
  ['uuid', '"3f2504e0"', 'uuid_parsing'],
  ['ipaddress', '"203.0.113.256"', 'ip_any_address'],
  ['ipaddress', '"203.0.113.0/24"', 'ip_any_address'],
  ['ipaddress', '"fe80::1%eth0"', 'ip_any_address'],
  ['ipaddress', '2130706433', 'ip_any_address'],
  ['json', '9007199254740993', 'json_number'],
  ['json', '{"a":[1e400]}', 'finite_number', ['a', 0]],
  ['json', String.raw`{"a":["\u0000"]}`, 'string_nul', ['a', 0]],
  ['json', String.raw`{"\ud800":1}`, 'string_unicode'],
  ['json', `[${SIXTY_FOUR_DEEP}]`, 'json_depth', Array<number>(64).fill(0)],
  ['enum', '"Red"', 'enum'],
  ['enum', '""', 'enum'],
  ['enum', '1', 'enum'],
];

/** More digits than a double has: the one value that depends on the database. */
const LONG_DECIMALS = [
  '1234567890123456.0000000000',
  '12345678901.0000100000',
  '9999999999999999999999999999.9999999999',
  '-9999999999999999999999999999.9999999999',
];

describe.each(SERVERS)('a value on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    let database: TestDatabase;
    beforeAll(async () => {
      database = await server.create();
      api = await startApi(server, { endpoints: [Sample], clock: () => NOW }, database);
    });
    afterAll(async () => {
      await api.stop();
    });

    it.each(named(ACCEPTED))('of $field is taken: $shown', async ({ field, sent, told }) => {
      const created = await api.post('/samples', `{"${field}":${sent}}`);
      const read = await api.get(created.headers.get('location') ?? '');

      expect(created.status).toBe(201);
      expect(created.text).toBe(textWith(field, told ?? sent, created));
      expect(read.text).toBe(created.text);
    });

    it.each(named(ACCEPTED))(
      'of $field replaces another: $shown',
      async ({ field, sent, told }) => {
        const { headers } = await api.post('/samples', {});
        const at = headers.get('location') ?? '';

        const changed = await api.patch(at, `{"${field}":${sent},"version":1}`);

        expect(changed.text).toBe(textWith(field, told ?? sent, changed));
        expect((await api.get(at)).text).toBe(changed.text);
      },
    );

    it.each(named(REFUSED))(
      'of $field is refused as $told: $shown',
      async ({ field, sent, told, at }) => {
        const answer = await api.post('/samples', `{"${field}":${sent}}`);

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toHaveLength(1);
        expect(answer.json.detail[0]).toMatchObject({ type: told, loc: [field, ...at] });
      },
    );

    if (server.name === 'SQLite')
      it.each(['abc', 'null,"id":99', '1\0,"id":99', '{"a":1', ''])(
        'of json that others have written and that is none, is a string: %j',
        async (text) => {
          const made = (await api.post('/samples', { json: 1, string: 'own' })).json;
          const hex = Buffer.from(text).toString('hex');
          const set = `json = cast(x'${hex}' as text)`;
          await runSql(database.url, `update field_type_samples set ${set} where id = ${made.id}`);

          const shown = { ...made, json: text };
          expect((await api.get(`/samples/${made.id}`)).json).toEqual(shown);
          const { results } = (await api.get('/samples')).json as { results: unknown[] };
          expect(results.at(-1)).toEqual(shown);
          const { id, version } = made;
          const changed = await api.patch(`/samples/${id}`, { version, string: 'other' });
          expect(changed.json).toEqual({ ...shown, string: 'other', version: 2 });
        },
      );

    it.each(LONG_DECIMALS)(
      'of decimal beyond 15 digits is exact or refused: %s',
      async (decimal) => {
        const answer = await api.post('/samples', { decimal });

        if (server.name === 'PostgreSQL') {
          expect(answer.text).toBe(textWith('decimal', `"${decimal}"`, answer));
        } else {
          expect(answer.status).toBe(422);
          expect(answer.json.detail[0]).toMatchObject({ type: 'decimal_precision' });
        }
      },
    );

    it('of short counts its characters, not its code units', async () => {
      const answer = await api.post('/samples', { short: '😀😀😀😀' });

      expect(answer.status).toBe(422);
      expect(answer.json.detail[0]).toMatchObject({ type: 'string_too_long', loc: ['short'] });
    });

    it('that is one of many wrong ones is told with all others, in declaration order', async () => {
      const body = { enum: 'blue', uuid: 'x', int: 1.5, string: 1, date: '2024-02-30' };

      const answer = await api.post('/samples', body);

      const { detail } = answer.json as { detail: { loc: string[] }[] };
      expect(detail.map(({ loc }) => loc)).toEqual([
        ...[['string'], ['int'], ['date'], ['uuid'], ['enum']],
      ]);
    });

    it('has the same text in a collection', async () => {
      const created = await api.post('/samples', { string: 'last', bigint: '9007199254740993' });

      const list = await api.get('/samples');

      expect(list.text.endsWith(`,${created.text}]}`)).toBe(true);
    });
  });
});

interface Case {
  readonly field: string;
  readonly sent: string;
  readonly told: string | undefined;
  readonly at: readonly (string | number)[];
  /** What the test's name has of it. */
  readonly shown: string;
}

type Row = readonly [field: string, sent: string, told?: string, at?: Case['at']];

function named(table: readonly Row[]): Case[] {
  return table.map(([field, sent, told, at = []]) => {
    const shown = sent.length > 60 ? `${sent.slice(0, 60)}… (${sent.length})` : sent;
    return { field, sent, told, at, shown };
  });
}

/** The whole answer, byte for byte, where one field has a value and all others are `null`. */
function textWith(field: string, value: string, answer: ApiAnswer): string {
  const { id, version } = answer.json as { id: number; version: number };
  const members = NAMES.map((name) => `"${name}":${name === field ? value : 'null'}`);
  const now = NOW.toISOString();
  return `{${members.join()},"id":${id},"created_at":"${now}","updated_at":"${now}","version":${version}}`;
}
