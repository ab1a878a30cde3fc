import type { EntityManager } from '@mikro-orm/core';
import { CompiledQuery, type Kysely } from 'kysely';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { PostgresChannel } from './postgres-channel.js';
import type { Row } from './row.interface.js';
import type { Runner, Statement } from './statement.interface.js';
import { transactionManager } from './transaction-managers.js';

/**
 * Runs statements within MikroORM's transactions, and else on the way to the server that all who
 * ask have in common.
 */
export class PostgresRunner implements Runner {
  constructor(
    private readonly primary: PostgresChannel,
    private readonly em: EntityManager,
  ) {}

  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const transaction = this.transaction();
    if (transaction !== undefined) return rowsIn(transaction, statement, parameters);
    return this.primary.write(statement, parameters);
  }

  read(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const transaction = this.transaction();
    if (transaction !== undefined) return rowsIn(transaction, statement, parameters);
    return this.primary.read(statement, parameters);
  }

  /** What is run now has to be seen, or rolled back, with other statements. */
  protected transaction(): Kysely<unknown> | undefined {
    return transactionManager(this.em)?.getTransactionContext<Kysely<unknown>>();
  }
}

/** Inside a transaction the connection is Kysely's, which gives rows as objects. */
async function rowsIn(
  transaction: Kysely<unknown>,
  { sql, columns }: Statement,
  parameters: readonly DriverValue[],
): Promise<readonly Row[]> {
  const { rows } = await transaction.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(sql, parameters as DriverValue[]),
  );
  return rows.map((row) => columns.map((column) => row[column]));
}
