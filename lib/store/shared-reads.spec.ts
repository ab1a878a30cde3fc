import { AsyncLocalStorage } from 'node:async_hooks';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

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

/** Counts that take so many milliseconds each, and when they have begun, from the first on. */
function counts(took: number) {
  const times: number[] = [];
  const shared = new SharedReads();
  const ask = () =>
    shared.rows(statement, [], async () => {
      times.push(performance.now());
      await pause(took);
      return [];
    });
  return { ask, begun: () => times.map((time) => time - (times[0] ?? 0)) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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

  describe('that take a while', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('wait for those who were answered together and ask again', async () => {
      const { ask, begun } = counts(20);
      const rounds = 10;
      const client = async (thinking: number) => {
        for (let round = 0; round < rounds; round += 1) {
          await ask();
          await pause(thinking);
        }
      };

      const all = Promise.all([0, 0, 1, 1, 2, 3].map(client));
      await vi.advanceTimersByTimeAsync(1000);
      await all;

      // Two crowds would need two for each round.
      expect(begun().length).toBeLessThan(rounds * 1.6);
    });

    it('wait no longer than 5 ms for who does not come back', async () => {
      const { ask, begun } = counts(20);
      const two = [ask(), ask()];
      const many = [ask(), ask(), ask()];
      await vi.advanceTimersByTimeAsync(20);
      await Promise.all(two);

      const late = ask();
      await vi.advanceTimersByTimeAsync(50);
      await Promise.all([...many, late]);

      expect(begun()).toEqual([0, 0, 20, 45]);
    });

    it('do not wait for who comes back where few do, but now and then', async () => {
      const { ask, begun } = counts(20);

      for (let asked = 0; asked < 500; asked += 1) {
        void ask();
        await vi.advanceTimersByTimeAsync(4);
      }

      // In 2000 ms, of which 5 are waited behind each of 17.
      expect(begun().length).toBeGreaterThan(97);
    });

    it('are forgotten when nobody asks any more, after they have been waited for in vain', async () => {
      const { ask } = counts(20);
      const some = [ask(), ask(), ask(), ask()];
      await vi.advanceTimersByTimeAsync(60);
      await Promise.all(some);

      const next = ask();
      await vi.advanceTimersByTimeAsync(20);

      expect(await next).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  it('run in the context of the first who asked', async () => {
    const context = new AsyncLocalStorage<string>();
    const shared = new SharedReads();
    const seen: (string | undefined)[] = [];
    const read = async () => {
      seen.push(context.getStore());
      await settle();
      return [];
    };

    await Promise.all(
      ['a', 'b', 'c', 'd'].map((who) => context.run(who, () => shared.rows(statement, [], read))),
    );

    expect(seen).toEqual(['a', 'b', 'c']);
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
