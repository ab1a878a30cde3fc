import { randomUUID } from 'node:crypto';

import { Turn } from '../store/turn.js';
import type { CacheBackend } from './cache-backend.interface.js';
import type { CacheGate } from './cache-gate.js';
import { SharedTelling } from './shared-telling.js';

/** What makes generations. */
export interface GenerationsParts {
  readonly backend: CacheBackend;
  /** What all keys begin with. */
  readonly namespace: string;
  /** All that have a generation. */
  readonly tables: readonly string[];
}

/**
 * One random token for each table, next to the answers. An answer is good as long as the token that
 * was there before its rows were read is still there; each write puts another in its place. So a
 * write costs one command, however many answers it outdates, and a reader that is slow can't bring
 * old rows back. That a token is random makes it safe to set one at any time.
 */
export class Generations {
  private readonly beginning = new Map<string, Promise<string | undefined>>();
  private readonly endings: ReadonlyMap<string, SharedTelling>;

  constructor(private readonly parts: GenerationsParts) {
    const turn = new Turn();
    this.endings = new Map(parts.tables.map((table) => [table, new SharedTelling(turn)]));
  }

  keyOf(table: string): string {
    return `${this.parts.namespace}:generation:${table}`;
  }

  /**
   * A new generation, where there can be one now. Where not, the gate is closed, and will not open
   * before there is.
   */
  async renew(table: string, gate: CacheGate): Promise<string | undefined> {
    const token = await gate.attempt(() => this.write(table));
    if (token === undefined) gate.missed();
    return token;
  }

  /**
   * Ends the generation of a table. In this process the next one begins when somebody asks for it: a
   * table that is written to more than it is read costs no tokens. Others are told, once for all writes that
   * end it at the same time; none of them waits for another table, which may fail alone.
   */
  async end(table: string, gate: CacheGate): Promise<void> {
    if (gate.isRemote) await this.endings.get(table)?.told(() => this.renew(table, gate));
    else await this.parts.backend.delete(this.keyOf(table));
  }

  /** The first generation of a table that has none, or has lost it: one for all that ask at once. */
  begin(table: string, gate: CacheGate): Promise<string | undefined> {
    const known = this.beginning.get(table);
    if (known !== undefined) return known;
    const token = this.renew(table, gate).finally(() => this.beginning.delete(table));
    this.beginning.set(table, token);
    return token;
  }

  /** @throws what the backend says */
  async renewAll(): Promise<void> {
    await Promise.all(this.parts.tables.map((table) => this.write(table)));
  }

  private async write(table: string): Promise<string> {
    const { backend } = this.parts;
    const token = randomUUID();
    try {
      await backend.set(this.keyOf(table), token);
    } catch (error) {
      // A Redis that is full still forgets: then other instances have no generation either.
      await backend.delete(this.keyOf(table));
      throw error;
    }
    return token;
  }
}
