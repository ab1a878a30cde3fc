import { boundedMemory } from './bounded-memory.js';
import type { CacheEntry } from './cache-entry.js';

/** What is kept. */
export interface KeptAnswer {
  /** Whose rows it shows. */
  readonly table: string;
  /** In the backend. */
  readonly key: string;
  /** Seconds. */
  readonly ttl: number;
}

/** Bytes. */
const MAX_SIZE = 16 * 1024 * 1024;

/**
 * Copies of what another process keeps. They tell nothing of the present by themselves: who takes one asks
 * for the generation of its table, which is all that then has to be read.
 */
export class NearAnswers {
  private readonly copies = boundedMemory<CacheEntry>(MAX_SIZE);
  /** Of each table, as it was read last. */
  private readonly generations = new Map<string, string>();

  /** @param now - the present moment */
  constructor(private readonly now: () => Date) {}

  /** A copy that is young enough, and was good when its table's generation was read last. */
  get({ table, key, ttl }: KeptAnswer): CacheEntry | undefined {
    const copy = this.copies.get(key);
    if (copy?.generation !== this.generations.get(table)) return undefined;
    return copy && this.now().getTime() - copy.at < ttl * 1000 ? copy : undefined;
  }

  /** For what is left of its time; nothing of an instance whose clock is ahead, of which that is not known. */
  keep({ key, ttl }: KeptAnswer, entry: CacheEntry): void {
    const age = this.now().getTime() - entry.at;
    const left = ttl * 1000 - age;
    if (age >= 0 && left > 0) this.copies.set(key, entry, { ttl: left });
  }

  /** @param generation - as it was just read */
  note(table: string, generation: string): void {
    this.generations.set(table, generation);
  }
}
