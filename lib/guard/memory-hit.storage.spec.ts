import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { MemoryHitStorage } from './memory-hit.storage.js';

const MINUTE = 60_000;

describe('counters in this process', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('count until a hit is too many, which blocks for as long as is said', async () => {
    const storage = new MemoryHitStorage();

    const [first, second, third] = [await hit(storage), await hit(storage), await hit(storage)];

    expect(first).toEqual(standing(1, 60));
    expect(second).toEqual(standing(2, 60));
    expect(third).toEqual({ ...standing(3, 60), isBlocked: true, timeToBlockExpire: 60 });
    vi.setSystemTime(Date.now() + MINUTE - 1000);
    expect(await hit(storage)).toMatchObject({ isBlocked: true, timeToBlockExpire: 1 });
    vi.setSystemTime(Date.now() + 1000);
    expect(await hit(storage)).toEqual(standing(1, 60));
  });

  it('begin anew when their window is over', async () => {
    const storage = new MemoryHitStorage();
    await hit(storage);
    vi.setSystemTime(Date.now() + MINUTE);

    expect(await hit(storage)).toEqual(standing(1, 60));
  });

  it('count each client by itself', async () => {
    const storage = new MemoryHitStorage();
    await hit(storage, 'a');

    expect(await hit(storage, 'b')).toEqual(standing(1, 60));
  });

  it('cost the same however many hits there were, and stay bounded', async () => {
    const storage = new MemoryHitStorage();

    for (let at = 0; at < 150_000; at += 1) await hit(storage, String(at));

    const { windows } = storage as unknown as { windows: Map<string, unknown> };
    expect(windows.size).toBe(100_000);
    vi.setSystemTime(Date.now() + MINUTE);
    for (let at = 0; at < 5; at += 1) await hit(storage, `new ${at}`);
    expect(windows.size).toBeLessThan(10);
  });
});

function hit(storage: MemoryHitStorage, key = 'a') {
  return storage.increment(key, MINUTE, 2, MINUTE, 'minute');
}

function standing(totalHits: number, timeToExpire: number) {
  return { totalHits, timeToExpire, isBlocked: false, timeToBlockExpire: 0 };
}
