import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { SharedReads } from './shared-reads.js';

const statement = { sql: 'select count(*)', name: undefined, columns: ['count'] };

/** A count that a test ends when it likes; each tells how many had begun before. */
function counting() {
  const begun: { readonly resolve: () => void }[] = [];
  const read = async () => {
    const end = Promise.withResolvers<null>();
    const number = begun.push({
      resolve: () => {
        end.resolve(null);
      },
    });
    await end.promise;
    return [[number]];
  };
  return { begun, read };
}

/** Until promises have told each other. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('equal reads at the same time', () => {
  it('share the one that begins after they have asked, never one that runs', async () => {
    const { begun, read } = counting();
    const shared = new SharedReads();
    const ask = () => shared.rows(statement, [], read);

    const all = [ask(), ask(), ask(), ask(), ask()];
    await settle();
    expect(begun).toHaveLength(2);
    begun[0]?.resolve();
    begun[1]?.resolve();
    await settle();
    begun[2]?.resolve();

    expect(await Promise.all(all)).toEqual([[[1]], [[2]], [[3]], [[3]], [[3]]]);
  });

  it('of two askers run side by side', async () => {
    const { begun, read } = counting();
    const shared = new SharedReads();

    const first = shared.rows(statement, [], read);
    const second = shared.rows(statement, [], read);
    begun[1]?.resolve();
    expect(await second).toEqual([[2]]);
    const third = shared.rows(statement, [], read);
    await settle();

    expect(begun).toHaveLength(3);
    for (const one of begun) one.resolve();
    await Promise.all([first, third]);
  });

  it('wait for one that serves many, also a single asker', async () => {
    const { begun, read } = counting();
    const shared = new SharedReads();
    const ask = () => shared.rows(statement, [], read);
    const two = [ask(), ask()];
    const many = [ask(), ask(), ask()];
    for (const one of begun) one.resolve();
    await Promise.all(two);

    const late = ask();
    await settle();
    expect(begun).toHaveLength(3);
    begun[2]?.resolve();
    await settle();
    begun[3]?.resolve();

    expect(await Promise.all([...many, late])).toEqual([[[3]], [[3]], [[3]], [[4]]]);
  });

  it('wait for those who were answered together and ask again', async () => {
    let reads = 0;
    const shared = new SharedReads();
    const ask = () =>
      shared.rows(statement, [], async () => {
        reads += 1;
        await pause(20);
        return [];
      });
    const rounds = 10;
    const client = async (slowness: number) => {
      for (let round = 0; round < rounds; round += 1) {
        await ask();
        for (let turn = 0; turn < slowness; turn += 1) await settle();
      }
    };

    await Promise.all([0, 1, 2, 3, 4, 5].map(client));

    // Two crowds would need two for each round.
    expect(reads).toBeLessThan(rounds * 1.6);
  });

  it('wait for nobody for long who does not come back', async () => {
    const shared = new SharedReads();
    const ask = () =>
      shared.rows(statement, [], async () => {
        await pause(20);
        return [];
      });
    const two = [ask(), ask()];
    const many = [ask(), ask(), ask()];
    await Promise.all(two);

    const late = ask();
    await Promise.all(many);
    const answeredAt = performance.now();
    await late;

    expect(performance.now() - answeredAt).toBeLessThan(200);
    expect(await ask()).toEqual([]);
  });

  it('are apart for other parameters', async () => {
    const shared = new SharedReads();
    const ask = (value: string | null) =>
      shared.rows(statement, [value], () => Promise.resolve([[value]]));

    const all = await Promise.all(['a', 'b', 'a', null, 'null', 'a', 'b'].map(ask));

    expect(all.flat(2)).toEqual(['a', 'b', 'a', null, 'null', 'a', 'b']);
  });

  it('fail for those who share them alone, and go on', async () => {
    let runs = 0;
    const shared = new SharedReads();
    const ask = () =>
      shared.rows(statement, [], async () => {
        runs += 1;
        await settle();
        if (runs === 3) throw new Error('third');
        return [[runs]];
      });

    const all = await Promise.allSettled([ask(), ask(), ask(), ask()]);

    expect(all.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(await ask()).toEqual([[4]]);
  });
});
