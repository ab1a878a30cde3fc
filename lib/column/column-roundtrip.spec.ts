import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FieldType } from '../declare/field-types.js';
import { codecOf } from './codec-of.js';
import {
  parsed,
  PostgresRoundTrip,
  roundTripField,
  SqliteRoundTrip,
} from './column-roundtrip.fixture.js';

const TEXTS = [
  ...['', ' ', 'Emma  ', '12', '-0.50', '1e5', '\ufeff', '\uffff'],
  ...['é\u0301', '😀'.repeat(20), '"\\/\n\u0001\u2028', "'; drop"],
];
const INPUTS: Record<FieldType, readonly unknown[]> = {
  string: TEXTS,
  text: [...TEXTS, 'x'.repeat(100_000)],
  int: [0, -0, 1, -2_147_483_648, 2_147_483_647],
  bigint: [
    ...[0, '-0', Number.MAX_SAFE_INTEGER, '9007199254740993'],
    ...['9223372036854775807', '-9223372036854775808'],
  ],
  float: [
    ...[0, -0, 5, 0.1, -1.5, 1e-7, 1e-5, 1e15, 1e16, 1e20, 1e21, 0.1 + 0.2],
    ...[2 ** 53 + 2, 123456789012345680, 5e-324, 1.7976931348623157e308],
  ],
  decimal: [
    ...['0', '-0.00', '1.005', 0.1, '12345678901234.1', '99999.9999999999'],
    ...['-0.0000000001', '123456789012345', '10000000000000000000', '12345678901234500000'],
  ],
  boolean: [true, false],
  datetime: [
    ...['2026-11-22T09:56:33.158Z', '2026-11-22T09:56:33+05:30', '2026-11-22'],
    ...['2026-11-22T09:56:33.1', '2026-11-22T09:56:33.010', '2026-11-22T09:56:33.999'],
    ...['1969-12-31T23:59:59.999Z', '1900-01-01T00:00:00.001Z', '1582-10-10'],
    ...['0001-01-01', '0099-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z', new Date(0)],
  ],
  date: ['2026-11-22', '2024-02-29', '0001-01-01', '0099-12-31', '1582-10-10', '9999-12-31'],
  time: ['00:00', '12:30', '12:30:00.5', '12:30:00.050', '23:59:59.999'],
  uuid: [
    ...['0199D3AD-5B1C-7CF1-A1C3-2F0D7D1F00AB', '00000000-0000-0000-0000-000000000000'],
    ...['12345678-1234-1234-1234-123456789012', '00000001-0000-0000-0000-0000000000e5'],
  ],
  ipaddress: [
    ...['203.0.113.7', '0.0.0.0', '255.255.255.255', '::', '::1', '2001:DB8:0:0:1:0:0:1'],
    ...['::ffff:192.0.2.1', '::192.0.2.1', '::1:2', 'fe80::0204:61ff:254.157.241.86'],
    ...['1:0:0:2:0:0:0:3', '2001:db8:0:1:1:1:1:1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ],
  json: [
    ...[12, '12', '', 'x', false, 0.1, 1e-7, [], {}],
    [null, -0, 5e-324, Number.MAX_SAFE_INTEGER, '"\\\u2028😀'],
    JSON.parse('{"b":1,"a":{"":[]},"10":1,"9":2,"__proto__":{"x":1}}'),
    JSON.parse('['.repeat(64) + ']'.repeat(64)),
  ],
  enum: ['draft', 'q"uote', '12', ''],
};
const CASES = Object.entries(INPUTS) as [FieldType, readonly unknown[]][];
/** The types that SQLite holds as numbers; the affinity of no other may make one of a text. */
const NUMBERS: readonly FieldType[] = ['int', 'float', 'decimal', 'boolean'];

const sqlite = new SqliteRoundTrip();
const postgres = new PostgresRoundTrip();
let unreachable: string | undefined;

beforeAll(async () => {
  unreachable = await postgres.open();
});

afterAll(async () => {
  sqlite.close();
  // pg waits forever for the end of a connection that never was.
  if (unreachable === undefined) await postgres.close();
});

describe.each(CASES)('SQLite, in a column of type %s,', (type, inputs) => {
  const field = roundTripField(type);
  const codec = codecOf(field, 'sqlite');

  it.each(inputs.map((input) => ({ input })))('gives back $input as it was taken', ({ input }) => {
    const value = parsed(codec, input);

    const raw = sqlite.raw(field, value);

    expect(codec.toText(raw)).toBe(JSON.stringify(codec.toJson(value)));
    expect(codec.fromDriver(raw)).toEqual(value);
  });

  it('makes a number of what is one, and of nothing else', () => {
    for (const input of inputs) {
      const value = parsed(codec, input);
      const isNumber =
        NUMBERS.includes(type) ||
        (typeof value === 'bigint' && Number.isSafeInteger(Number(value)));

      expect(typeof sqlite.raw(field, value)).toBe(isNumber ? 'number' : 'string');
    }
  });
});

describe.each(CASES)('PostgreSQL, in a column of type %s,', (type, inputs) => {
  const field = roundTripField(type);
  const codec = codecOf(field, 'postgresql');
  const cases = inputs.map((input) => ({ input }));

  beforeEach(({ skip }) => {
    skip(unreachable !== undefined, unreachable);
  });

  it.each(cases)('gives back $input as it was taken, as SQLite does', async ({ input }) => {
    const value = parsed(codec, input);

    const text = codec.toText(await postgres.raw(field, value));

    expect(text).toBe(JSON.stringify(codec.toJson(value)));
    expect(text).toBe(codecOf(field, 'sqlite').toText(sqlite.raw(field, value)));
  });

  it.each(cases)('is understood raw and parsed by pg: $input', async ({ input }) => {
    const value = parsed(codec, input);

    const raws = [await postgres.raw(field, value), await postgres.parsed(field, value)];

    expect(raws.map((raw) => codec.fromDriver(raw))).toEqual([value, value]);
  });
});

describe('PostgreSQL', () => {
  beforeEach(({ skip }) => {
    skip(unreachable !== undefined, unreachable);
  });

  it.each(['Asia/Kolkata', 'America/St_Johns', 'Europe/Amsterdam'])(
    'gives the same moments to a session in %s',
    async (zone) => {
      const field = roundTripField('datetime');
      const codec = codecOf(field, 'postgresql');
      await postgres.setTimeZone(zone);

      for (const moment of ['1900-01-01T00:00:00.000Z', '2026-11-22T09:56:33.158Z']) {
        const raw = await postgres.raw(field, codec.parse(moment));

        expect(codec.toText(raw)).toBe(`"${moment}"`);
      }
    },
  );
});

describe('a decimal in SQLite', () => {
  it('has the digits that it was given, for any fifteen of them', () => {
    const field = roundTripField('decimal');
    const codec = codecOf(field, 'sqlite');
    const digits = fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n);
    fc.assert(
      fc.property(digits, fc.nat(10), (unscaled, scale) => {
        const sign = unscaled < 0n ? '-' : '';
        const text = unscaled
          .toString()
          .replace('-', '')
          .padStart(scale + 1, '0');
        const point = text.length - scale;
        const value = parsed(codec, `${sign}${text.slice(0, point)}.${text.slice(point)}0`);

        expect(codec.fromDriver(sqlite.raw(field, value))).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});
