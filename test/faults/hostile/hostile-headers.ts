import fc from 'fast-check';

type Header = [string, string];

const TYPES = [
  ...[
    'application/json\t;charset=utf-8',
    'application/json ; a',
    ' application/json',
    'text/plain',
  ],
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'application/json\ta',
  ],
  ...['application/json; charset=utf-16', 'APPLICATION/JSON', 'application/problem+json', '/', ';'],
  ...[
    'application/jsonx',
    'application/json,text/plain',
    'a'.repeat(4000),
    `a/${' '.repeat(4000)}`,
  ],
];

const ONES: readonly Header[] = [
  ...TYPES.map((type): Header => ['content-type', type]),
  ...[
    ['x-http-method-override', 'DELETE'],
    ['x-http-method', 'DELETE'],
    ['x-method-override', 'PUT'],
    ['x-forwarded-host', 'evil.example'],
    ['x-forwarded-proto', 'javascript'],
    ['x-forwarded-for', '__proto__'],
    ['x-original-url', '/accounts'],
    ['x-rewrite-url', '/accounts'],
    ['forwarded', 'for="[::1]";host=evil.example'],
    ['host', 'evil.example:99999'],
    ['host', ''],
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['accept', 'application/problem+json'],
    ['accept', '*/*;q=9, ,,;'],
    ['if-match', '*'],
    ['if-match', '"'],
    ['if-match', `${'"1",'.repeat(2000)}"1"`],
    ['if-none-match', 'W/"1", "'],
    ['prefer', `count${' '.repeat(4000)}=`],
    ['prefer', 'count=exact;'],
    ['range', 'bytes=0-1,5-'],
    ['expect', '100-continue'],
    ['expect', '200-maybe'],
    ['upgrade', 'h2c'],
    ['connection', 'upgrade'],
    ['content-length', '0'],
    ['content-length', '-1'],
    ['content-length', '1e3'],
    ['content-length', '99999999999999999999'],
    ['transfer-encoding', 'chunked'],
    ['transfer-encoding', 'identity'],
    ['content-encoding', 'gzip'],
    ['authorization', 'Bearer '],
    ['authorization', `Basic ${'A'.repeat(5000)}`],
    ['authorization', `Bearer ${'.'.repeat(5000)}`],
    ['cookie', '__proto__=1; =;'],
    ['x-request-id', '\x7f'],
    ['x-request-id', 'a'.repeat(5000)],
    ['traceparent', '00-zz'],
    ['access-control-request-method', 'DELETE'],
    ['a b', 'c'],
    ['', 'x'],
    ['x', 'a\x00b'],
    ['x', 'é\xff'],
  ].map(([name = '', value = '']): Header => [name, value]),
];

/** Odd ones alone, a few together, and floods. */
export const hostileHeaders: fc.Arbitrary<Header[]> = fc.oneof(
  { weight: 12, arbitrary: fc.array(fc.constantFrom(...ONES), { minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Header[][]>(
      Array.from({ length: 900 }, (_, at): Header => [`x-${at}`, 'a']),
      Array.from({ length: 5000 }, (_, at): Header => [`x-${at}`, 'a']),
      [['x', 'a'.repeat(100_000)]],
      [['cookie', 'a=1; '.repeat(3000)]],
    ),
  },
);
