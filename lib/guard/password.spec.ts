import { describe, expect, it } from 'vitest';

import { equalSecrets, hashPassword, verifyPassword } from './password.js';

describe('a hashed password', () => {
  it('is recognised, and no other is', async () => {
    const hash = await hashPassword('a garden in May');

    expect(await verifyPassword('a garden in May', hash)).toBe(true);
    expect(await verifyPassword('a garden in may', hash)).toBe(false);
  });

  it('is another one each time', async () => {
    expect(await hashPassword('x')).not.toBe(await hashPassword('x'));
  });

  it('is the same however the keyboard composes its characters', async () => {
    const hash = await hashPassword('Zoe\u0308');

    expect(await verifyPassword('Zo\u00eb', hash)).toBe(true);
  });

  it.each([undefined, null, '', 'x', 'scrypt$$', 'scrypt$AA==$AA=='])(
    'is not %j, after as long as for another',
    async (hash) => {
      expect(await verifyPassword('', hash)).toBe(false);
    },
  );
});

describe('secrets', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'ab', false],
    ['', '', true],
    ['é', 'e\u0301', false],
  ])('%j and %j are equal: %s', (given, expected, equal) => {
    expect(equalSecrets(given, expected)).toBe(equal);
  });
});
