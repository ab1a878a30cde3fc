import { LRUCache } from 'lru-cache';

/** Values that are kept; beyond, what was not asked for longest is forgotten. */
const MAX_ENTRIES = 10_000;

/** What an entry takes beside its texts. */
const OVERHEAD = 512;

/**
 * Values in this process, as many as it may have.
 *
 * @param maxSize - of all values together, in bytes or nearly so
 */
export function boundedMemory<T extends object | string>(maxSize: number): LRUCache<string, T> {
  return new LRUCache<string, T>({ max: MAX_ENTRIES, maxSize, sizeCalculation: sizeOf });
}

/** The texts in it are nearly all there is of an answer. */
function sizeOf(value: object | string): number {
  if (typeof value === 'string') return OVERHEAD + value.length;
  const texts = Object.values(value).filter((member) => typeof member === 'string');
  return texts.reduce((size, text) => size + text.length, OVERHEAD);
}
