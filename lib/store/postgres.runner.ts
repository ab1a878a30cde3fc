import type { EntityManager } from '@mikro-orm/core';
import { CompiledQuery, type Kysely } from 'kysely';
import type { Pool } from 'pg';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import type { Runner, Statement } from './statement.interface.js';
import { transactionManager } from './transaction.registry.js';

/** Leaves each value the text that PostgreSQL sent: the codecs read it, without a detour. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** Runs statements on MikroORM's own pool, prepared once a connection. */
export class PostgresRunner implements Runner {
  constructor(
    private readonly pool: Pool,
    private readonly em: EntityManager,
  ) {}

  async rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const manager = transactionManager(this.em);
    const transaction = manager?.getTransactionContext<Kysely<unknown>>();
    if (transaction !== undefined) return rowsIn(transaction, statement, parameters);
    return rowsFrom(this.pool, statement, parameters);
  }

  read(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    return this.rows(statement, parameters);
  }

  /** Whether what is run now has to be seen, or rolled back, with other statements. */
  protected get isInTransaction(): boolean {
    return transactionManager(this.em) !== undefined;
  }
}

/** Runs a statement on a connection of its own, prepared once on each. */
export async function rowsFrom(
  pool: Pool,
  { sql, name }: Statement,
  parameters: readonly DriverValue[],
): Promise<readonly Row[]> {
  const result = await pool.query<unknown[]>({
    ...(name !== undefined && { name }),
    text: sql,
    values: parameters as DriverValue[],
    rowMode: 'array',
    types: AS_TEXT,
  });
  return result.rows;
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
