import { describe, expect, it } from 'vitest';

import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

describe('a column of a type that SQLite does not know', () => {
  const codec = codecOf(fieldOf('any', { databaseType: 'fluffy' }), 'sqlite');

  it.each(['12', ' 1. ', '.5', '+1.5e-3', '1e999'])(
    'refuses the text %j, a number to it',
    (text) => {
      expect(codec.parse(text)).toMatchObject({ type: 'any_number' });
    },
  );

  it.each(['', '.', '1.2.3', '1e', '0x10', 'kitten', 1.5])('takes %j', (input) => {
    expect(codec.parse(input)).toBe(input);
  });

  it('takes no time over many digits', () => {
    const text = `${'9'.repeat(500_000)}x`;
    const began = performance.now();

    expect(codec.parse(text)).toBe(text);

    expect(performance.now() - began).toBeLessThan(1000);
  });
});
