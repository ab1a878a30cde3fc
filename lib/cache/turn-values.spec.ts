import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { type ReadValues, TurnValues } from './turn-values.js';

/** Remembers what is asked for, and answers each key with itself. */
function start(answer: ReadValues = (keys) => Promise.resolve(keys.map((key) => `of ${key}`))) {
  const asked: (readonly string[])[] = [];
  const values = new TurnValues((keys) => {
    asked.push(keys);
    return answer(keys);
  });
  return { asked, read: (...keys: string[]) => values.read(keys) };
}

describe('values that are asked for', () => {
  it('in one turn are read once, each key once, and each reader has its own', async () => {
    const { asked, read } = start();

    const found = await Promise.all([read('table', 'a'), read('table', 'b'), read('b', 'table')]);

    expect(asked).toEqual([['table', 'a', 'b']]);
    expect(found).toEqual([
      ['of table', 'of a'],
      ['of table', 'of b'],
      ['of b', 'of table'],
    ]);
  });

  it('in another turn are read anew, though the first is not there yet', async () => {
    const pending = Promise.withResolvers<readonly unknown[]>();
    const { asked, read } = start((keys) =>
      keys.includes('slow') ? pending.promise : Promise.resolve(['fast']),
    );
    const slow = read('slow');
    await nextTurn();

    expect(await read('key')).toEqual(['fast']);
    pending.resolve(['at last']);
    expect(await slow).toEqual(['at last']);
    expect(asked).toEqual([['slow'], ['key']]);
  });

  it('can not be read, by nobody of the turn', async () => {
    const away = start(() => Promise.resolve(undefined));
    const broken = start(() => Promise.reject(new Error('away')));

    expect(await Promise.all([away.read('a'), away.read('b')])).toEqual([undefined, undefined]);
    const failures = await Promise.allSettled([broken.read('a'), broken.read('b')]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(broken.read('c')).rejects.toThrow('away');
  });
});
