import { performance } from 'node:perf_hooks';

import type { Pool } from 'pg';

/** How long an answer holds, in milliseconds. */
const HOLDS_MS = 10_000;

const ASK = `select
  exists (select from pg_catalog.pg_trigger where not tgisinternal)
  or exists (select from pg_catalog.pg_rules where schemaname not in ('pg_catalog', 'information_schema'))
  as "found"`;

/**
 * Whether a database has triggers or rules of its owner's. What they set for a transaction, such as who acts, and
 * what they ask it, such as its number, is then a matter of one write, and not of those that come with it.
 */
export class UserTriggers {
  private isFound = true;
  private askedAt = -Infinity;

  constructor(private readonly pool: Pool) {}

  /** True until it is known; asked again every ten seconds, while anybody wants to know. */
  get mayBe(): boolean {
    const now = performance.now();
    if (now - this.askedAt >= HOLDS_MS) {
      this.askedAt = now;
      void this.ask();
    }
    return this.isFound;
  }

  private async ask(): Promise<void> {
    try {
      const { rows } = await this.pool.query<{ found: boolean }>(ASK);
      this.isFound = rows[0]?.found !== false;
    } catch {
      this.isFound = true;
    }
  }
}
