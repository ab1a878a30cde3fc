import type { CacheBackend } from './cache-backend.interface.js';
import { type CacheEntry, readEntry } from './cache-entry.js';
import type { CacheGate } from './cache-gate.js';
import type { Generations } from './generations.js';
import { type KeptAnswer, NearAnswers } from './near-answers.js';
import { type ReadValues, TurnValues } from './turn-values.js';

/** What reads and writes answers. */
export interface StoredAnswersParts {
  readonly backend: CacheBackend;
  readonly gate: CacheGate;
  readonly generations: Generations;
  /** The present moment. */
  readonly now: () => Date;
}

/** What was found under a key. */
export interface Finding {
  /** Of the table, behind the request for it: rows that are read now belong to it. */
  readonly generation: string;
  /** Of that generation, however old. */
  readonly entry: CacheEntry | undefined;
}

/**
 * The answers that a backend keeps. What another process keeps is read together with what else is asked in the
 * same turn, and of what was read or written once a copy is kept here: then the generation is all that is read.
 */
export class StoredAnswers {
  private readonly read: ReadValues;
  private readonly near: NearAnswers | undefined;

  constructor(private readonly parts: StoredAnswersParts) {
    const { backend, gate } = parts;
    const read: ReadValues = (keys) => gate.attempt(() => backend.getMany(keys));
    const together = new TurnValues(read);
    this.read = gate.isRemote ? (keys) => together.read(keys) : read;
    this.near = gate.isRemote ? new NearAnswers(parts.now) : undefined;
  }

  /** `undefined` while the backend can't be asked. */
  async find(asked: KeptAnswer): Promise<Finding | undefined> {
    const { table, key } = asked;
    const token = this.parts.generations.keyOf(table);
    const copy = this.near?.get(asked);
    const [known, stored] = (await this.read(copy === undefined ? [token, key] : [token])) ?? [];
    const generation = await this.generation(table, known);
    if (generation === undefined) return undefined;
    this.near?.note(table, generation);
    if (copy?.generation === generation) return { generation, entry: copy };
    const value = copy === undefined ? stored : (await this.read([key]))?.[0];
    const entry = readEntry(value, generation);
    if (entry !== undefined) this.near?.keep(asked, entry);
    return { generation, entry };
  }

  /**
   * @returns `undefined` where nothing can be kept now; it never rejects, and no request waits for it
   */
  keep(answer: KeptAnswer, entry: CacheEntry): Promise<unknown> | undefined {
    const { backend, gate } = this.parts;
    if (!gate.isOpen) return undefined;
    this.near?.keep(answer, entry);
    return gate.attempt(async () => {
      await backend.set(answer.key, entry, answer.ttl * 1000);
      return true;
    });
  }

  /** @param known - what was read; `undefined` where nothing could be */
  private async generation(table: string, known: unknown): Promise<string | undefined> {
    const { gate, generations } = this.parts;
    if (!gate.isOpen) return undefined;
    return typeof known === 'string' ? known : generations.begin(table, gate);
  }
}
