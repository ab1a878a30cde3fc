import type { Client, Pool } from 'pg';

import type { DriverValue } from '../column/column-codec.interface.js';
import { Lane } from './lane.js';
import type { Row } from './row.interface.js';
import type { Statement } from './statement.interface.js';

/** `pg` does not declare what its pool makes connections with. */
interface ClientPool {
  readonly Client: new (options: object) => Client;
}

/**
 * What writes hold they hold until their end, and they say nothing before: so none of them may wait long for what
 * somebody else has locked, or take long. All that one message may have are silent for less than a connection may be.
 * In milliseconds.
 */
export const IMPATIENCE = { lock_timeout: 50, statement_timeout: 150 } as const;

/**
 * A few connections for short reads, with the session of a pool: many statements share one, so that
 * none waits for the answer of another to be sent. Never for transactions: others' statements would
 * be in them. And one for writes, which have it for themselves while they are on their way.
 */
export class Lanes {
  /** It is {@link IMPATIENCE | impatient}. */
  readonly writer: Lane;
  private readonly lanes: readonly Lane[];

  constructor(
    pool: Pool,
    { count, silence }: { readonly count: number; readonly silence: number },
  ) {
    const { Client } = pool as unknown as ClientPool;
    const { options } = pool;
    // The pool hides the password from whoever copies its options.
    const own = { ...options, password: options.password, keepAlive: true, pipeline: true };
    const reader = { connect: () => new Client(own), silence };
    this.lanes = Array.from({ length: count }, () => new Lane(reader));
    const connect = () => new Client({ ...own, ...IMPATIENCE });
    this.writer = new Lane({ connect, isRight: isImpatient, silence });
  }

  /** @returns `undefined` where no lane is free: another connection does better then */
  rows(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> | undefined {
    return this.freest()?.rows(statement, parameters);
  }

  /** How many statements can be sent by them now. As {@link rows} does, it opens those that are closed. */
  room(): number {
    return this.lanes.reduce((room, lane) => room + lane.room(), 0);
  }

  /** What is sent from now on leaves in one write for each lane, when what is returned is called. */
  readonly together = (): (() => void) => {
    // The streams, as a lane that is given up meanwhile still has to send what it was given, and its goodbye.
    const open = this.lanes.flatMap((lane) => lane.stream ?? []);
    for (const stream of open) stream.cork();
    return () => {
      for (const stream of open) stream.uncork();
    };
  };

  async close(): Promise<void> {
    await Promise.all([this.writer, ...this.lanes].map((lane) => lane.close()));
  }

  /** The first that is idle, so that little traffic stays on one; else the least busy. */
  private freest(): Lane | undefined {
    let best: Lane | undefined;
    let least = Infinity;
    for (const lane of this.lanes) {
      const load = lane.load();
      if (load === 0) return lane;
      if (load === undefined || load >= least) continue;
      best = lane;
      least = load;
    }
    return best;
  }
}

/** What is between us and the server, as PgBouncer, may not tell it what a session asks for when it begins. */
async function isImpatient(client: Client): Promise<boolean> {
  const settings = Object.keys(IMPATIENCE).map((name) => `current_setting('${name}') as ${name}`);
  const { rows } = await client.query<Record<string, string>>(`select ${settings.join(', ')}`);
  return Object.entries(IMPATIENCE).every(([name, ms]) => rows[0]?.[name] === `${String(ms)}ms`);
}
