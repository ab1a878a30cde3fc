import { expect, it } from 'vitest';

import { nullable } from './nullable-schema.js';

it.each([
  [{ type: 'number' }, { type: ['number', 'null'] }],
  [{ type: ['number', 'null'] }, { type: ['number', 'null'] }],
  [{}, { anyOf: [{}, { type: 'null' }] }],
] as const)('%j may be null too', (schema, expected) => {
  expect(nullable(schema as never)).toEqual(expected);
});
