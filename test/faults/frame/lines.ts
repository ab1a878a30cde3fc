/** Ends lines of requests. */
export interface Lines {
  /** Resolves when the last request of each line has ended. */
  end(): Promise<void>;
}

/** Does something again and again, in several lines at once, until it is ended. */
export function startLines(count: number, work: (line: number) => Promise<unknown>): Lines {
  let isOver = false;
  const line = async (at: number) => {
    while (!isOver) await work(at);
  };
  const all = Promise.all(Array.from({ length: count }, (_, at) => line(at)));
  return {
    async end() {
      isOver = true;
      await all;
    },
  };
}

/** All at once. */
export function simultaneously<T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => work(at)));
}

/** The value below which that part of them is, e.g. 0.99. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
