import type { RedisOptions } from '../declare/redis-options.interface.js';
import type { StoredAnswer } from '../respond/stored-answer.interface.js';
import type { CacheBackend } from './cache-backend.interface.js';
import { type CacheGate, OPEN_GATE, RemoteGate } from './cache-gate.js';
import type { CacheEntry } from './cache-entry.js';
import { Generations } from './generations.js';
import { MemoryBackend } from './memory.backend.js';
import type { KeptAnswer } from './near-answers.js';
import { RedisBackend } from './redis.backend.js';
import { StoredAnswers } from './stored-answers.js';

/** What makes a cache of answers. */
export interface AnswerCacheOptions {
  /** `undefined`: in this process. */
  readonly redis: RedisOptions | undefined;
  /** What all keys begin with. */
  readonly namespace: string;
  /** Whose answers are cached. */
  readonly tables: readonly string[];
  /** The present moment. */
  readonly now: () => Date;
}

/** Which answer is asked for. */
export interface AskedAnswer {
  /** Whose rows it shows. */
  readonly table: string;
  /** Equal for equal answers. */
  readonly key: string;
  /** Seconds. */
  readonly ttl: number;
}

/** Where an answer came from. */
export type FoundAnswer =
  | { readonly via: 'hit'; readonly answer: StoredAnswer; readonly age: number }
  | { readonly via: 'collapsed'; readonly answer: StoredAnswer }
  | { readonly via: 'loaded'; readonly isStored: boolean }
  | { readonly via: 'bypass' };

/** Characters; what is longer costs the cache more than it saves the database. */
const LONGEST = 1024 * 1024;

/** After what it is certain that a statement of ours, whose end we did not see, has ended. */
const STATEMENT_LIMIT_MS = 5_000;

/**
 * Answers, for as long as nothing is written to their tables. Nothing here makes a request fail:
 * where the cache is of no use, answers are loaded.
 */
export class AnswerCache {
  private readonly generations: Generations;
  private readonly gate: CacheGate;
  private readonly stored: StoredAnswers;
  private readonly tables: ReadonlySet<string>;
  private readonly loads = new Map<string, Promise<StoredAnswer | undefined>>();
  private readonly later = new Set<NodeJS.Timeout>();

  private constructor(
    backend: CacheBackend,
    private readonly options: AnswerCacheOptions,
    gateOf: (generations: Generations) => CacheGate,
  ) {
    this.tables = new Set(options.tables);
    this.generations = new Generations({ ...options, backend });
    this.gate = gateOf(this.generations);
    this.stored = new StoredAnswers({
      ...options,
      backend,
      gate: this.gate,
      generations: this.generations,
    });
  }

  /**
   * Does not wait for Redis.
   *
   * @throws {@link ConfigurationError} where a package is not installed
   */
  static async open(options: AnswerCacheOptions): Promise<AnswerCache> {
    const { redis, tables } = options;
    if (redis === undefined || tables.length === 0)
      return new AnswerCache(new MemoryBackend(), options, () => OPEN_GATE);
    const backend = await RedisBackend.load(redis.url);
    return new AnswerCache(
      backend,
      options,
      (generations) => new RemoteGate(backend, () => generations.renewAll(), redis.timeout),
    );
  }

  /** Whether any endpoint has a cache. */
  get isUsed(): boolean {
    return this.tables.size > 0;
  }

  /** Whether answers that show rows of a table are cached. */
  keeps(table: string): boolean {
    return this.tables.has(table);
  }

  /** Whether answers are cached now: not while Redis is away. */
  get isReady(): boolean {
    return this.gate.isOpen;
  }

  /**
   * @param load - makes the answer, and gives what can be stored of it
   * @throws what `load` throws, to all that wait for the same answer
   */
  async find(
    asked: AskedAnswer,
    load: () => Promise<StoredAnswer | undefined>,
  ): Promise<FoundAnswer> {
    const found = await this.stored.find(this.kept(asked));
    if (found === undefined) return this.bypass(load);
    const { generation, entry } = found;
    const age = entry && this.ageOf(entry);
    if (entry && age !== undefined && age < asked.ttl) return { via: 'hit', answer: entry, age };
    return this.load(asked, generation, load);
  }

  /**
   * Outdates all answers that show rows of a table. While that can't be told to Redis, this process
   * reads nothing there, and tells it as soon as it can.
   *
   * @param isUnsure - whether the write may yet happen: then once more when it has, if it has
   */
  async outdate(table: string, isUnsure = false): Promise<void> {
    if (!this.tables.has(table)) return;
    if (isUnsure) this.outdateLater(table);
    await this.generations.end(table, this.gate);
  }

  async close(): Promise<void> {
    for (const timer of this.later) clearTimeout(timer);
    await this.gate.close();
  }

  private async bypass(load: () => Promise<unknown>): Promise<FoundAnswer> {
    await load();
    return { via: 'bypass' };
  }

  /** Who has read a later generation does not wait for rows that were read before. */
  private async load(
    asked: AskedAnswer,
    generation: string,
    load: () => Promise<StoredAnswer | undefined>,
  ): Promise<FoundAnswer> {
    const flight = `${generation} ${asked.key}`;
    const other = this.loads.get(flight);
    if (other !== undefined) {
      const answer = await other;
      return answer === undefined ? this.bypass(load) : { via: 'collapsed', answer };
    }
    const loading = load();
    this.loads.set(flight, loading);
    const land = () => void this.loads.delete(flight);
    const answer = await loading.catch((error: unknown) => {
      land();
      throw error;
    });
    // Who has read before the answer was stored, and found nothing, may still come: Redis may have
    // answered both at once.
    const storing = this.store(asked, generation, answer);
    void (storing ?? Promise.resolve()).then(() => setImmediate(land));
    return { via: 'loaded', isStored: storing !== undefined };
  }

  /** @returns `undefined` for what is not stored; it never rejects, and no request waits for it */
  private store(
    asked: AskedAnswer,
    generation: string,
    answer: StoredAnswer | undefined,
  ): Promise<unknown> | undefined {
    if (answer === undefined || answer.text.length > LONGEST) return undefined;
    const entry: CacheEntry = { generation, at: this.options.now().getTime(), ...answer };
    return this.stored.keep(this.kept(asked), entry);
  }

  private outdateLater(table: string): void {
    const timer = setTimeout(() => {
      this.later.delete(timer);
      void this.generations.renew(table, this.gate);
    }, STATEMENT_LIMIT_MS).unref();
    this.later.add(timer);
  }

  private kept({ table, key, ttl }: AskedAnswer): KeptAnswer {
    return { table, key: `${this.options.namespace}:answer:${key}`, ttl };
  }

  /** Seconds; never negative, as clocks of instances differ. */
  private ageOf({ at }: { readonly at: number }): number {
    return Math.max(0, Math.floor((this.options.now().getTime() - at) / 1000));
  }
}
