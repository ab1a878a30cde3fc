import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { COLUMN_TYPES } from './column-types.js';
import type { FieldType } from '../declare/field-types.js';
import { fieldOf } from './field-model.fixture.js';

const TYPES = Object.keys(COLUMN_TYPES) as FieldType[];

describe.each(TYPES)('the codec of %s', (type) => {
  it.each(['sqlite', 'postgresql'] as const)('never coerces nor throws on %s', (dialect) => {
    const codec = codecOf(fieldOf(type, { values: ['a'] }), dialect);
    const odd = [undefined, Symbol('a'), () => 1, new Date(NaN), NaN, '\ud800', '\0', 10n ** 40n];

    for (const input of odd) expect(codec.parse(input)).toHaveProperty('msg');
  });
});
