import fc from 'fast-check';

import type { MemberKind } from './fuzz-target.js';

/** SQL and other languages, in which nothing may be read. */
export const INJECTIONS = [
  `' or '1'='1`,
  `'; select pg_sleep(5); --`,
  `1 and (select 1 from pg_sleep(5)) is not null`,
  `name" desc; select pg_sleep(5)--`,
  `(select randomblob(1000000000))`,
  `{"$ne":null}`,
  `{"__raw":true,"sql":"1=1"}`,
  `%' or '%'='`,
  '\\',
  '$1',
  '?',
  '${7*7}',
  '<script>',
  '../../etc/passwd',
  '\r\nset-cookie: a=b',
];

const ODD_TEXTS = [
  ...['', ' ', '\u0000', '\ud800', '\udc00x', '\ufeff', '\u202e', '\uffff', '\u2028', '👩‍👩‍👧', 'é'],
  ...['ß', 'İ', 'ﬀ', '\u0301', 'a\u0300\u0301', '\u007f', '\t\n\v', '%', '_', 'null', 'NaN', '-0'],
  ...['a'.repeat(40) + '!', 'a'.repeat(301), 'ä'.repeat(5000), ' '.repeat(20_000) + 'x'],
];

const ODD_NUMBERS = [
  ...['0', '-0', '-0.0', '1', '1.0', '1e2', '1E+2', '1e-7', '0.1', '1.005', '123456789012345.678'],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '32768', '1e400', '-1e400'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993', '5e-324'],
  ...['9223372036854775807', '9223372036854775808', '1e308', '1e21', '99999999999999999999999'],
];

/** No JSON at all. */
const NO_JSON = [
  '0x1',
  '01',
  '+1',
  '.5',
  '1.',
  'NaN',
  'Infinity',
  '1_0',
  '1e',
  '--1',
  "'a'",
  'nul',
];

const ODD_TIMES = [
  ...['2024-02-29', '2023-02-29', '2024-02-30', '2024-13-01', '0000-01-01', '0001-01-01'],
  ...['9999-12-31', '10000-01-01', '+002024-01-01', '2024-1-1', '2024-01-01T00:00:00Z'],
  ...['2024-01-01T24:00:00Z', '2024-01-01T23:59:60Z', '2024-01-01t00:00:00.123z'],
  ...['2024-01-01 00:00:00.123456Z', '2024-01-01T00:00:00.123000+05:30', '2024-01-01T00:00+0530'],
  ...['0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59.999-01:00', '2024-06-01T12:00:00'],
  ...['1718000000', 'now', 'infinity', '00:00', '23:59:59.999', '24:00', '12:00:00.1234', '1:2'],
];

const ODD_DIGITS = [
  ...['0', '-0', '1', '-1', '007', '1.50', '1.500', '1.0005', '999999999.999', '1000000000'],
  ...['9223372036854775807', '-9223372036854775808', '9223372036854775808', '1e3', '0x10', ' 1'],
  ...['12345678901234567', '٣', '1,5', 'Infinity', '9'.repeat(400)],
];

const UUIDS = [
  '0a000000-0000-4000-8000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '{0a000000-0000-4000-8000-000000000000}',
  '0a00000000004000800000000000000',
];

const quoted = (texts: readonly string[]) =>
  fc.constantFrom(...texts.map((t) => JSON.stringify(t)));

const text = fc.oneof(
  quoted(ODD_TEXTS),
  quoted(INJECTIONS),
  fc.string({ unit: 'binary', maxLength: 60 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\u0000"', '"\\ud83d"', '"\\ud83d\\ude00"', '"\\x"', '"\u0001"', '"'),
);

const number = fc.oneof(
  fc.constantFrom(...ODD_NUMBERS),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
);

const time = fc.oneof(
  quoted(ODD_TIMES),
  fc
    .date({ noInvalidDate: true, min: new Date('0001-01-02'), max: new Date('9999-12-30') })
    .chain((date) => {
      const iso = date.toISOString();
      return quoted([iso, iso.slice(0, 10), iso.slice(11, -1), iso.replace('T', ' ')]);
    }),
);

const digits = fc.oneof(
  quoted(ODD_DIGITS),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map((value) => `"${value}"`),
  fc.tuple(fc.nat(), fc.nat(9999)).map(([whole, part]) => `"${whole}.${part}"`),
);

const structure = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    ...['[]', '{}', '[null]', '{"$ne":1}', '{"__raw":true,"sql":"1=1","params":[]}', '[[[[]]]]'],
    ...['{"constructor":{"prototype":{"a":1}}}', '{"__proto__":{"a":1}}', '{"toJSON":1}'],
    ...['{"":1}', '{"a":1,"a":2}', `${'['.repeat(64)}${']'.repeat(64)}`],
    ...[`${'['.repeat(65)}${']'.repeat(65)}`, `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`],
  ),
);

const FITTING: Readonly<Record<MemberKind, fc.Arbitrary<string>>> = {
  text,
  int: number,
  float: number,
  bigint: fc.oneof(digits, number),
  decimal: fc.oneof(digits, number),
  boolean: fc.constantFrom('true', 'false', '0', '"true"'),
  datetime: time,
  date: time,
  time,
  uuid: fc.oneof(
    quoted(UUIDS),
    fc.uuid().map((value) => `"${value}"`),
  ),
  json: structure,
  other: fc.oneof(text, number, time, digits, structure),
};

const anything = fc.oneof(
  ...[text, number, time, digits, structure],
  fc.constantFrom('true', 'false', 'null', ...NO_JSON),
);

/** A JSON text for a member, mostly of its kind, sometimes none. */
export function hostileJson(kind: MemberKind): fc.Arbitrary<string> {
  return fc.oneof({ weight: 4, arbitrary: FITTING[kind] }, { weight: 1, arbitrary: anything });
}

/** A value in a query string or a path, percent-encoded, mostly correctly. */
export const hostileParameter: fc.Arbitrary<string> = fc.oneof(
  fc
    .oneof(text, number, time, digits, structure)
    .map((json) => encoded(json.replace(/^"|"$/g, '').slice(0, 2000))),
  fc.constantFrom('%', '%zz', '%00', '%ff', '%ED%A0%80', '%C0%80', '%252e', '+', '', '%2F..%2F'),
);

function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}
