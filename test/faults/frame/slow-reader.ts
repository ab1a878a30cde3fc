import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often it takes what it may have, in milliseconds. */
const TURN_MS = 25;

/** What a slow reader has got, when its connection has ended. */
export interface SlowAnswer {
  /** 0 where no answer began. */
  readonly status: number;
  /** Without its last byte or more, an answer was cut. */
  readonly isWhole: boolean;
  readonly body: string;
}

/** A client that has asked for something large, and takes a part of it now and then. */
export class SlowReader {
  private readonly parts: Buffer[] = [];
  private hasEnded = false;
  private taken = 0;

  private constructor(private readonly socket: Socket) {
    // A server may hang up in the middle: what came counts.
    socket.on('error', () => undefined);
    socket.on('end', () => (this.hasEnded = true));
    socket.on('close', () => (this.hasEnded = true));
  }

  /** Resolves when the answer has begun; nothing more of it is taken until `readAll`. */
  static async begin(url: string, path: string): Promise<SlowReader> {
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    const reader = new this(socket);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(socket, 'readable');
    return reader;
  }

  /** Takes the rest, no faster than that. */
  async readAll(bytesPerSecond: number): Promise<SlowAnswer> {
    const began = performance.now();
    while (!this.hasEnded) {
      this.take(((performance.now() - began) / 1_000) * bytesPerSecond);
      await sleep(TURN_MS);
    }
    return this.answer();
  }

  /** @param due - how much of the answer it may have by now */
  private take(due: number): void {
    while (this.taken < due) {
      const part = this.socket.read() as Buffer | null;
      if (part === null) return;
      this.parts.push(part);
      this.taken += part.length;
    }
  }

  private answer(): SlowAnswer {
    const all = Buffer.concat(this.parts);
    const text = all.toString('latin1');
    const bodyAt = text.indexOf('\r\n\r\n') + 4;
    const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, bodyAt))?.[1] ?? -1);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
    const isWhole = all.length === bodyAt + length;
    return { status, isWhole, body: all.subarray(bodyAt).toString() };
  }
}
