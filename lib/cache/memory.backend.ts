import { boundedMemory } from './bounded-memory.js';
import type { CacheBackend } from './cache-backend.interface.js';

/** Bytes. */
const MAX_SIZE = 64 * 1024 * 1024;

/** Values in this process. How old they may become is the reader's to judge. */
export class MemoryBackend implements CacheBackend {
  private readonly values = boundedMemory<object | string>(MAX_SIZE);

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
