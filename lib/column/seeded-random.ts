/** Numbers that look random and are the same for the same seed: mulberry32. */
export class SeededRandom {
  constructor(private state: number) {}

  /** An integer from 0 to `most`. */
  upTo(most: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (most + 1));
  }

  /** One of a list that has some. */
  of<T>(list: readonly T[]): T | undefined {
    return list[this.upTo(list.length - 1)];
  }
}
