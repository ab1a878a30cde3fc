import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { Turn } from '../store/turn.js';
import { SharedTelling } from './shared-telling.js';

/** Tellings that end when the test says so. */
function start() {
  const shared = new SharedTelling(new Turn());
  const begun: PromiseWithResolvers<unknown>[] = [];
  const told: string[] = [];
  const write = async (name: string) => {
    const tell = () => {
      const telling = Promise.withResolvers<unknown>();
      begun.push(telling);
      return telling.promise;
    };
    await shared.told(tell).then(
      () => told.push(name),
      () => told.push(`${name} failed`),
    );
  };
  return { write, begun, told };
}

describe('what many have to tell', () => {
  it('in one turn is told once, and nobody goes on before it is', async () => {
    const { write, begun, told } = start();

    const writes = ['one', 'two', 'three'].map(write);
    await nextTurn();
    const before = [begun.length, told.length];
    begun[0]!.resolve(undefined);
    await Promise.all(writes);

    expect(before).toEqual([1, 0]);
    expect(told).toEqual(['one', 'two', 'three']);
  });

  it('while one is on its way is told once more, without waiting for that', async () => {
    const { write, begun, told } = start();
    const early = write('early');
    await nextTurn();

    const late = write('late');
    await nextTurn();
    begun[1]!.resolve(undefined);
    await late;
    const before = [...told];
    begun[0]!.resolve(undefined);
    await early;

    expect(before).toEqual(['late']);
  });

  it('fails for those who share the telling that fails, and for nobody behind them', async () => {
    const { write, begun, told } = start();
    const failing = [write('one'), write('two')];
    await nextTurn();

    const next = write('three');
    begun[0]!.reject(new Error('away'));
    await Promise.all(failing);
    await nextTurn();
    begun[1]!.resolve(undefined);
    await next;

    expect(told).toEqual(['one failed', 'two failed', 'three']);
  });
});
