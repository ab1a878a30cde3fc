import type { PostgresChannel } from './postgres-channel.js';

/** How long a replica is left alone after it failed, in milliseconds. */
const PAUSE_MS = 5_000;

interface Replica {
  readonly channel: PostgresChannel;
  /** In milliseconds since the epoch; `0`: it has answered last. */
  pausedUntil: number;
}

/** A read's way to a replica. */
export interface ReplicaTurn {
  readonly channel: PostgresChannel;
  /** To be called when it did: where this read has tried it, it is everybody's again. */
  answered(): void;
}

/** The ways to the copies of a database from which may be read. */
export class ReplicaPools {
  private readonly replicas: Replica[];
  private turn = 0;

  /** @param warn - tells whoever runs the process */
  constructor(
    channels: readonly PostgresChannel[],
    private readonly warn: (message: string) => void,
  ) {
    this.replicas = channels.map((channel) => ({ channel, pausedUntil: 0 }));
  }

  /**
   * The next one in turn that is not left alone; `undefined` where none is there. Of the reads that come after a pause
   * one tries the replica, and the others do not wait for what may hang.
   */
  next(): ReplicaTurn | undefined {
    const now = Date.now();
    const ready = this.replicas.filter(({ pausedUntil }) => pausedUntil <= now);
    this.turn += 1;
    const replica = ready[this.turn % ready.length];
    if (replica === undefined) return undefined;
    const { channel, pausedUntil } = replica;
    if (pausedUntil === 0) return { channel, answered: () => undefined };
    replica.pausedUntil = now + PAUSE_MS;
    return { channel, answered: () => (replica.pausedUntil = 0) };
  }

  /** Leaves one alone for a while. */
  pause(channel: PostgresChannel, cause: unknown): void {
    const replica = this.replicas.find((known) => known.channel === channel);
    if (replica === undefined) return;
    if (replica.pausedUntil === 0) {
      const { code } = cause as { code?: unknown };
      const reason = typeof code === 'string' ? ` (${code})` : '';
      this.warn(`a replica does not answer${reason}: the primary is read for a while`);
    }
    replica.pausedUntil = Date.now() + PAUSE_MS;
  }
}
