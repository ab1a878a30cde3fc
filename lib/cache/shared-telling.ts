import type { Turn } from '../store/turn.js';

/**
 * What is told behind the end of a turn of the event loop, once for all who ask for it in that turn: their
 * writes were committed together.
 *
 * Nobody shares a telling that has begun. So each of those who do had committed before it, and who reads
 * behind it reads what they wrote; each goes on when it is over, well or not. Who comes while one is on its
 * way does not wait for it: two tellings may pass each other, as two writes always could.
 */
export class SharedTelling {
  private next: Promise<void> | undefined;

  constructor(private readonly turn: Turn) {}

  /**
   * @param tell - the same for all; it is called in the context of the first of those who share it
   * @returns when a telling is over that began after this was called
   * @throws what `tell` throws, to all who share it
   */
  told(tell: () => Promise<unknown>): Promise<void> {
    this.next ??= this.telling(tell);
    return this.next;
  }

  private async telling(tell: () => Promise<unknown>): Promise<void> {
    await this.turn.ended();
    this.next = undefined;
    await tell();
  }
}
