import type { EntityManager, EventSubscriber } from '@mikro-orm/core';

import type { DriverValue } from '../column/column-codec.interface.js';
import { currentRequest, noteWrite } from '../request/request-scope.js';
import { driverFailure } from './driver-failure.js';
import { clientWatcher, tagsOf, tellAnswers } from './pool-clients.js';
import type { PostgresChannel } from './postgres-channel.js';
import { PostgresRunner } from './postgres.runner.js';
import type { ReplicaPools } from './replica.pools.js';
import type { Row } from './row.interface.js';
import type { Statement } from './statement.interface.js';
import { currentTransaction } from './transaction-managers.js';

/**
 * Takes every transaction that is committed on the database for a write of the request, whoever began it: what
 * entity managers did in it nobody tells us.
 */
export const COMMIT_SUBSCRIBER: EventSubscriber = { beforeTransactionCommit: noteWrite };

/** Tags of what is written without a transaction around it. */
const WRITES: ReadonlySet<unknown> = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'COPY',
  'CALL',
  'DO',
]);

/** Has a pool take what entity managers write outside of transactions for writes of the request as well. */
export const noteWritesOf = clientWatcher((client) => {
  tellAnswers(client, async (_asked, answer) => {
    const result = await answer;
    const isWrite = tagsOf(result).some((tag) => WRITES.has(tag));
    if (isWrite && currentTransaction() === undefined) noteWrite();
    return result;
  });
});

/**
 * Reads from replicas what requests ask that may read from one, until they write, and outside of
 * transactions. While no replica answers, the primary is read.
 */
export class ReplicaRunner extends PostgresRunner {
  constructor(
    primary: PostgresChannel,
    em: EntityManager,
    private readonly replicas: ReplicaPools,
  ) {
    super(primary, em);
  }

  override rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    noteWrite();
    return super.rows(statement, parameters);
  }

  override async read(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    const turn = this.isAllowed() ? this.replicas.next() : undefined;
    if (turn === undefined) return super.read(statement, parameters);
    try {
      const rows = await turn.channel.read(statement, parameters);
      turn.answered();
      return rows;
    } catch (error) {
      if (!isReplicas(error)) {
        turn.answered();
        throw error;
      }
      this.replicas.pause(turn.channel, error);
      return super.read(statement, parameters);
    }
  }

  private isAllowed(): boolean {
    const request = currentRequest();
    if (request === undefined || this.transaction() !== undefined) return false;
    return request.mayReadReplica && !request.hasWritten;
  }
}

/** What a statement that takes too long is ended with: the primary would take as long. */
const CANCELED = '57014';

/** What the primary may answer all the same: also a table that has not been copied yet. */
function isReplicas(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (code === CANCELED) return false;
  return driverFailure(error)?.kind === 'unavailable' || code === '42P01' || code === '42703';
}
