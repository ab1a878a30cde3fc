import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CaseRecord } from '../frame/case-record.js';

/** Connections that are open at once, and when each is cut. */
export class Crowd {
  readonly cutAfter: number[] = [];
  private readonly sockets: Socket[] = [];

  constructor(private readonly url: string) {}

  get open(): number {
    return this.sockets.filter(({ destroyed }) => !destroyed).length;
  }

  /** @param text - sent at once by each */
  async join(count: number, text: string): Promise<void> {
    const { hostname, port } = new URL(this.url);
    for (let at = 0; at < count; at += 1) {
      const socket = connect(Number(port), hostname);
      const began = performance.now();
      socket.on('error', () => undefined);
      socket.on('close', () => this.cutAfter.push(performance.now() - began));
      socket.resume();
      this.sockets.push(socket);
      await once(socket, 'connect');
      socket.write(text);
    }
  }

  /** A byte of each, again and again, until all are cut or the time is over. */
  async drip(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    while (this.open > 0 && performance.now() < end) {
      for (const socket of this.sockets) if (socket.writable) socket.write('a');
      await sleep(500);
    }
  }

  leave(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Ordinary requests, one after the other, while something else goes on: how long each took. */
export async function ordinaryWhile(
  url: string,
  record: CaseRecord,
  work: Promise<unknown>,
): Promise<number[]> {
  const state = { isOver: false };
  const over = work.finally(() => (state.isOver = true));
  const times: number[] = [];
  while (!state.isOver) {
    const began = performance.now();
    const answer = await fetch(url);
    // What is not read keeps its connection.
    await answer.arrayBuffer();
    const took = performance.now() - began;
    times.push(took);
    record.answer(answer.status, took);
    await sleep(20);
  }
  await over;
  return times;
}
