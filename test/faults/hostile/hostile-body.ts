import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';

import type { FuzzRoute } from './fuzz-target.js';
import { hostileJson } from './hostile-values.js';

/** The text of an object: what is good, but for some members that are not. */
export function hostileObject(route: FuzzRoute): fc.Arbitrary<Buffer> {
  const attacked = fc
    .constantFrom(...Object.entries(route.members))
    .chain(([name, kind]) =>
      hostileJson(kind).map((value) => [JSON.stringify(name), value] as const),
    );
  const extra = fc.constantFrom<[string, string][]>(
    ['"id"', '7'],
    ['"version"', '"1"'],
    ['"version"', '9007199254740993'],
    ['"created_at"', '"2000-01-01"'],
    ['"__proto__"', '{"is_admin":true}'],
    ['"constructor"', '{"prototype":{"is_admin":true}}'],
    ['"is_admin"', 'true'],
    ['"$set"', '{}'],
    ['""', '1'],
  );
  return fc
    .record({
      attacks: fc.array(attacked, { minLength: 0, maxLength: 3 }),
      extras: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        fc.array(extra, { maxLength: 2 }),
      ),
      version: fc.integer({ min: 1, max: 3 }),
      serial: fc.nat(9999),
    })
    .map(({ attacks, extras, version, serial }) => {
      const good = Object.entries(route.good).map(([name, value]) => [`"${name}"`, value] as const);
      const all = [...good, ['"version"', String(version)] as const, ...attacks, ...extras];
      const text = `{${all.map((pair) => pair.join(':')).join(',')}}`;
      const numbered = text.replaceAll(/(?<=[\w ":-])#/g, String(serial).padStart(4, '0'));
      return Buffer.from(numbered);
    });
}

const ZEROS = Buffer.alloc(30_000_000);
const DEEP = 100_000;

/** Bombs, depths, widths, and what is no object, no JSON or no UTF-8. */
export const ODD_BODIES: readonly Buffer[] = [
  gzipSync(ZEROS),
  brotliCompressSync(ZEROS),
  deflateSync(ZEROS),
  Buffer.alloc(1_200_000, 32),
  ...[
    ...['', '{', '}', '[]', 'null', '"a"', '1', '{"a"', '{"a":1,}', '{"a":1}{"a":1}', '\ufeff{}'],
    ...['['.repeat(DEEP), '{"a":'.repeat(DEEP), `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
    `{${Array.from({ length: 30_000 }, (_, at) => `"m${at}":${at}`).join(',')}}`,
    `{"name":"${'a'.repeat(900_000)}"}`,
    `{"name":${'9'.repeat(500_000)}}`,
    '{"__proto__":{"a":1}}',
    '{"name":"a","name":"b"}',
  ].map((text) => Buffer.from(text)),
  Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
  Buffer.from('{"name":"\xe9"}', 'latin1'),
  Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
];
