import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from 'vitest';

import { RequestGate } from './request-gate.js';

describe('a gate of requests', () => {
  let gate: RequestGate;
  let served: number[];
  beforeEach(() => {
    gate = new RequestGate(1);
    served = [];
  });

  it('lets one in at once that comes alone', () => {
    enter(1);

    expect(served).toEqual([1]);
  });

  it('looks now and then whether others come, and lets them in together, in their order', async () => {
    for (let at = 1; at <= 20; at += 1) enter(at);
    const before = [...served];

    await nextTurn();

    expect(before).toEqual(upTo(16));
    expect(served).toEqual(upTo(20));
  });

  it('holds those of each turn while they come together', async () => {
    await together(2);

    enter(1);
    enter(2);
    const before = [...served];
    await nextTurn();

    expect(before).toEqual([]);
    expect(served).toEqual([1, 2]);
  });

  it('lets no more in together than 64, and none twice', async () => {
    await together(2);

    for (let at = 1; at <= 150; at += 1) enter(at);
    await Promise.resolve();
    const before = [...served];
    await nextTurn();

    expect(before).toEqual(upTo(128));
    expect(served).toEqual(upTo(150));
  });

  it('lets them in at once again when four have come alone', async () => {
    await together(2);
    for (let at = 1; at <= 4; at += 1) {
      enter(at);
      expect(served).toEqual(upTo(at - 1));
      await nextTurn();
    }

    enter(5);

    expect(served).toEqual(upTo(5));
  });

  it('lets each in with its own context, not with that of who was first', async () => {
    await together(2);
    const user = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];

    for (const name of ['ann', 'bob', 'eve'])
      user.run(name, () => {
        gate.enter(name, () => seen.push(user.getStore()));
      });
    await nextTurn();

    expect(seen).toEqual(['ann', 'bob', 'eve']);
  });

  describe('where few are better off apart', () => {
    beforeEach(() => {
      gate = new RequestGate(3);
    });

    it.each([
      ['lets three in at once that ask for different things', ['a', 'b', 'c'], [1, 2, 3]],
      ['holds four that ask for different things', ['a', 'b', 'c', 'd'], []],
      ['holds two that ask the same', ['a', 'a'], []],
      ['holds two that ask the same in a row', ['a', 'b', 'b'], []],
      ['holds two that ask the same around another', ['a', 'b', 'a'], []],
    ])('%s', async (_what, questions, atOnce) => {
      await turnsOf(questions);

      ask(questions);
      const before = [...served];
      await nextTurn();

      expect(before).toEqual(atOnce);
      expect(served).toEqual(upTo(questions.length));
    });

    it('lets them in at once again after four turns without equals', async () => {
      await turnsOf(['a', 'a']);
      for (let turn = 1; turn <= 4; turn += 1) {
        ask(['a', 'b', 'c']);
        expect(served).toEqual([]);
        await nextTurn();
        served.length = 0;
      }

      ask(['a', 'b', 'c']);

      expect(served).toEqual([1, 2, 3]);
    });

    it.each([4, 5, 6, 8, 9, 16, 18])(
      'sees sooner or later that %d come together',
      async (count) => {
        const questions = upTo(count).map(String);
        await turnsOf(questions, 51);

        ask(questions);

        expect(served).toEqual([]);
      },
    );

    function ask(questions: readonly string[]): void {
      questions.forEach((question, at) => {
        gate.enter(question, () => served.push(at + 1));
      });
    }

    /** So many that the gate has looked at one of them. */
    async function turnsOf(questions: readonly string[], turns = 12): Promise<void> {
      for (let turn = 1; turn <= turns; turn += 1) {
        ask(questions);
        await nextTurn();
      }
      served.length = 0;
    }
  });

  function enter(at: number): void {
    gate.enter(String(at), () => served.push(at));
  }

  /** What makes the gate expect others. */
  async function together(count: number): Promise<void> {
    for (let at = 0; at < 16 + count; at += 1) enter(at);
    await nextTurn();
    served.length = 0;
  }
});

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
