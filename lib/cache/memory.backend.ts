import { LRUCache } from 'lru-cache';

import type { CacheBackend } from './cache-backend.interface.js';

/** Values that are kept; beyond, what was not asked for longest is forgotten. */
const MAX_ENTRIES = 10_000;

/** Of all values together, in bytes or nearly so. */
const MAX_SIZE = 64 * 1024 * 1024;

/** What an entry takes beside its texts. */
const OVERHEAD = 512;

/** Values in this process. How old they may become is the reader's to judge. */
export class MemoryBackend implements CacheBackend {
  private readonly values = new LRUCache<string, object | string>({
    max: MAX_ENTRIES,
    maxSize: MAX_SIZE,
    sizeCalculation: sizeOf,
  });

  getMany(keys: readonly string[]): Promise<readonly unknown[]> {
    return Promise.resolve(keys.map((key) => this.values.get(key)));
  }

  set(key: string, value: object | string): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.values.delete(key);
    return Promise.resolve();
  }
}

/** The texts in it are nearly all there is of an answer. */
function sizeOf(value: object | string): number {
  if (typeof value === 'string') return OVERHEAD + value.length;
  const texts = Object.values(value).filter((member) => typeof member === 'string');
  return texts.reduce((size, text) => size + text.length, OVERHEAD);
}
