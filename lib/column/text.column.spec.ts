import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

describe('a text column', () => {
  it('is of the type text, whatever length is allowed', () => {
    const codec = codecOf(fieldOf('text', { maxLength: 5 }), 'postgresql');

    expect(codec.columnType).toBe('text');
    expect(codec.constraints.map(({ type }) => type)).toEqual(['string_too_long']);
  });

  it('is JSON text safe for any text', () => {
    const codec = codecOf(fieldOf('text'), 'sqlite');

    expect(codec.toText('"\\\n</script>')).toBe('"\\"\\\\\\n</script>"');
  });
});
