import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from 'vitest';

import { RequestGate } from './request-gate.js';

describe('a gate of requests', () => {
  let gate: RequestGate;
  let served: number[];
  beforeEach(() => {
    gate = new RequestGate();
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

    expect(before).toEqual(upTo(15));
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
        gate.enter(() => seen.push(user.getStore()));
      });
    await nextTurn();

    expect(seen).toEqual(['ann', 'bob', 'eve']);
  });

  function enter(at: number): void {
    gate.enter(() => served.push(at));
  }

  /** What makes the gate expect others. */
  async function together(count: number): Promise<void> {
    for (let at = 0; at < 15 + count; at += 1) enter(at);
    await nextTurn();
    served.length = 0;
  }
});

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
