import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

describe('a string column', () => {
  it.each([
    [undefined, 'varchar'],
    [200, 'varchar(200)'],
    [10_485_760, 'varchar(10485760)'],
    [10_485_761, 'varchar'],
  ])('with maxLength %s is of the type %s on both databases', (maxLength, columnType) => {
    const field = fieldOf('string', maxLength === undefined ? {} : { maxLength });

    expect(codecOf(field, 'sqlite').columnType).toBe(columnType);
    expect(codecOf(field, 'postgresql').columnType).toBe(columnType);
  });

  it('shows a number that a foreign table holds as text', () => {
    const codec = codecOf(fieldOf('string'), 'sqlite');

    expect(codec.toText(12)).toBe('"12"');
    expect(codec.fromDriver(12)).toBe('12');
  });

  it('has the constraints of a text', () => {
    const codec = codecOf(fieldOf('string', { minLength: 1, pattern: /a/ }), 'sqlite');

    const refused = codec.constraints.filter((constraint) => !constraint.accepts(''));

    expect(refused.map(({ type }) => type)).toEqual([
      'string_too_short',
      'string_pattern_mismatch',
    ]);
  });
});
