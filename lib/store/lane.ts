import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';

import type { Client } from 'pg';

import type { DriverValue } from '../column/column-codec.interface.js';
import { isEndOfSession, type PoolQuery } from './pool-query.js';
import type { Row } from './row.interface.js';
import { readRows } from './row-reader.js';
import { RowsQuery } from './rows-query.js';
import type { Statement } from './statement.interface.js';

/** What makes a lane. */
export interface LaneOptions {
  /** Makes a connection that sends without waiting for answers, and is ended when it has got them. */
  readonly connect: () => Client;
  /** Whether the session is as it has to be; default: any is. One that is not is asked for again in a minute. */
  readonly isRight?: (client: Client) => Promise<boolean>;
  /** A server that owes an answer for so long hangs; a lane that nobody uses is closed; ms. */
  readonly silence: number;
}

/** A statement that is under way. */
interface Sent {
  readonly client: Client;
  readonly sentAt: number;
  readonly done: PromiseWithResolvers<void>;
}

/** Statements that are under way at once. */
const MAX_PENDING = 64;

/** A statement that takes longer is slow, and a lane whose first one is, is left alone, in milliseconds. */
const STALLED_MS = 20;

/** Between two tries to open a lane, in milliseconds. */
const PAUSE_MS = 1000;

/** The same where its session was not as it has to be: who is between us and the server has to change. */
const WRONG_PAUSE_MS = 60_000;

/**
 * A statement that has waited longer, behind others that waited for a lock or were slow, and is slow itself, shows
 * that those behind it would wait too long: they are refused together. In milliseconds.
 */
const PATIENCE_MS = 3000;

/** How long a server that owes nothing may take to hang up, in milliseconds. */
const GOODBYE_MS = 1000;

/** One connection on which statements may follow each other without waiting for answers. */
export class Lane {
  private client: Client | undefined;
  private isOpen = false;
  private pending = 0;
  private progressAt = 0;
  private openNextAt = 0;

  constructor(private readonly options: LaneOptions) {}

  /** What it sends on; `undefined` while it is closed. */
  get stream(): Socket | undefined {
    return this.isOpen && this.client ? streamOf(this.client) : undefined;
  }

  /** Statements before one that would be sent now; `undefined` where it had better go elsewhere. */
  load(): number | undefined {
    if (!this.isOpen) {
      this.open();
      return undefined;
    }
    if (this.pending === 0) return 0;
    if (this.pending >= MAX_PENDING) return undefined;
    return performance.now() - this.progressAt > STALLED_MS ? undefined : this.pending;
  }

  /** How many statements can be sent on it now. */
  room(): number {
    const load = this.load();
    return load === undefined ? 0 : MAX_PENDING - load;
  }

  async rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const query = new RowsQuery(statement, parameters);
    await this.run(query);
    return query.rows;
  }

  /** Call it only where {@link load} gave a number. @returns when the query has ended */
  run(query: PoolQuery): Promise<void> {
    const { client } = this;
    if (client === undefined) return Promise.reject(new Error('the connection is closed'));
    const done: Sent['done'] = Promise.withResolvers();
    const sentAt = performance.now();
    if (this.pending === 0) this.progressAt = sentAt;
    this.pending += 1;
    query.callback = this.ending({ client, sentAt, done });
    try {
      client.query(query);
    } catch (error) {
      // It will not be answered, and what was sent of it would be in front of what comes next.
      this.pending -= 1;
      this.hangUp(client, 'a statement that could not be sent');
      done.reject(error);
    }
    return done.promise;
  }

  /**
   * A function of its own, that knows nothing of the query: V8 keeps a query whose callback sees it until the next
   * full collection, with all its rows, where the connection is older than both.
   */
  private ending({ client, sentAt, done }: Sent): NonNullable<PoolQuery['callback']> {
    return (error) => {
      const began = Math.max(this.progressAt, sentAt);
      this.pending -= 1;
      this.progressAt = performance.now();
      const isSlow = this.progressAt - began > STALLED_MS;
      if (error && isEndOfSession(error)) this.hangUp(client, 'the end of its session');
      else if (this.pending > 0 && isSlow && began - sentAt > PATIENCE_MS)
        this.hangUp(client, 'a queue of slow statements');
      if (error) done.reject(error);
      else done.resolve();
    };
  }

  async close(): Promise<void> {
    this.openNextAt = Infinity;
    if (this.client) await this.end(this.client);
  }

  /** Whoever asks meanwhile goes elsewhere. */
  private open(): void {
    const now = performance.now();
    if (this.client !== undefined || now < this.openNextAt) return;
    this.openNextAt = now + PAUSE_MS;
    const client = this.options.connect();
    this.client = client;
    readRows(client);
    const lose = () => {
      this.forget(client);
    };
    client.on('error', lose);
    client.on('end', lose);
    this.connect(client).catch(() => {
      this.hangUp(client, 'it could not be opened');
    });
  }

  private async connect(client: Client): Promise<void> {
    await client.connect();
    this.listen(client);
    const isRight = (await this.options.isRight?.(client)) ?? true;
    if (this.client !== client) return;
    if (isRight) {
      this.isOpen = true;
    } else {
      this.openNextAt = performance.now() + WRONG_PAUSE_MS;
      await this.end(client);
    }
  }

  private listen(client: Client): void {
    const stream = streamOf(client);
    stream.setTimeout(this.options.silence);
    stream.on('timeout', () => {
      if (this.pending > 0) stream.destroy(new Error('connection terminated after silence'));
      else void this.end(client);
    });
  }

  private hangUp(client: Client, reason: string): void {
    this.forget(client);
    streamOf(client).destroy(new Error(`connection terminated after ${reason}`));
  }

  private forget(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.isOpen = false;
  }

  private async end(client: Client): Promise<void> {
    this.forget(client);
    const limit = setTimeout(
      () => streamOf(client).destroy(),
      this.pending > 0 ? this.options.silence : GOODBYE_MS,
    );
    await client.end();
    clearTimeout(limit);
  }
}

/** `pg` does not declare it. It is another one once it is encrypted. */
function streamOf(client: Client): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection
    .stream;
}
