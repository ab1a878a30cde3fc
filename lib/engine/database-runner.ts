import type { MikroORM } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import type { Database } from 'better-sqlite3';
import type { Pool } from 'pg';

import type { Dialect } from '../model/dialect.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { DEFAULT_LAG, ReplicaReads } from '../request/replica-reads.js';
import { dropLostConnections } from '../schema/lost-connections.js';
import { POSTGRES_LANES } from '../schema/open-database.js';
import { SILENCE_MS } from '../schema/silent-connections.js';
import { prepareSqlite } from '../schema/sqlite-pragmas.js';
import { Lanes } from '../store/lanes.js';
import { PostgresChannel } from '../store/postgres-channel.js';
import { PostgresRunner } from '../store/postgres.runner.js';
import { ReplicaPools } from '../store/replica.pools.js';
import { COMMIT_SUBSCRIBER, noteWritesOf, ReplicaRunner } from '../store/replica.runner.js';
import { addSqliteFunctions } from '../store/sqlite-functions.js';
import { SqliteRunner } from '../store/sqlite.runner.js';
import type { Runner } from '../store/statement.interface.js';
import { tellRefusedCommits } from '../store/refused-commits.js';
import { UndoneTransactions } from '../store/undone-transactions.js';
import { UserTriggers } from '../store/user-triggers.js';
import { subscribe } from './subscribe.js';

/** What makes a runner. */
export interface DatabaseRunnerParts {
  readonly orm: MikroORM;
  readonly dialect: Dialect;
  readonly options: LightApiOptions;
  /** Whether we have opened the database, and not the application. */
  readonly isOurs: boolean;
}

/** Runs the statements of all endpoints. */
export interface DatabaseRunner {
  readonly runner: Runner;
  /** Which requests may read from replicas; `undefined` where there are none. */
  readonly replicaReads?: ReplicaReads;
  /** Connections that MikroORM does not know. */
  readonly lanes?: Lanes | undefined;
}

/** Makes what runs statements on MikroORM's own connections, and on some beside them. */
export async function createDatabaseRunner(parts: DatabaseRunnerParts): Promise<DatabaseRunner> {
  const { orm, dialect } = parts;
  const connection = orm.em.getConnection() as unknown as NativeConnection;
  const native = await connection.getNativeClient();
  return RUNNERS[dialect](parts, native);
}

/** A new database does not compile until it is answered here. */
const RUNNERS: Record<Dialect, (parts: DatabaseRunnerParts, native: unknown) => MadeRunner> = {
  sqlite: (parts, native) => sqliteRunner(parts, native as Database),
  postgresql: (parts, native) => postgresRunner(parts, native as Pool),
};

type MadeRunner = DatabaseRunner | Promise<DatabaseRunner>;

function sqliteRunner({ orm, isOurs }: DatabaseRunnerParts, native: Database): DatabaseRunner {
  if (isOurs) prepareSqlite(native);
  addSqliteFunctions(native);
  const undone = UndoneTransactions.of(native);
  subscribe(orm, undone);
  return { runner: new SqliteRunner(native, orm.em, undone) };
}

async function postgresRunner(parts: DatabaseRunnerParts, pool: Pool): Promise<DatabaseRunner> {
  const { orm, options } = parts;
  // Those of a URL are looked after since they were opened, those of the application from now on.
  dropLostConnections(pool);
  tellRefusedCommits(pool);
  const lanes = ownLanes(parts, pool);
  const primary = new PostgresChannel(pool, lanes, new UserTriggers(pool));
  const { replicas } = orm.em.getDriver() as unknown as DriverWithReplicas;
  if (replicas.length === 0) return { runner: new PostgresRunner(primary, orm.em), lanes };
  subscribe(orm, COMMIT_SUBSCRIBER);
  noteWritesOf(pool);
  const natives = await Promise.all(replicas.map((replica) => replica.getNativeClient()));
  const logger = new Logger('LightApi');
  const channels = natives.map((native) => new PostgresChannel(native as Pool));
  const pools = new ReplicaPools(channels, (message) => {
    logger.warn(message);
  });
  const replicaReads = new ReplicaReads(options.replicas?.lag ?? DEFAULT_LAG);
  return { runner: new ReplicaRunner(primary, orm.em, pools), replicaReads, lanes };
}

/** Where the application has made the connections, only it knows what else it does to each. */
function ownLanes({ isOurs, options }: DatabaseRunnerParts, pool: Pool): Lanes | undefined {
  if (!isOurs || (options.database !== undefined && typeof options.database !== 'string'))
    return undefined;
  return new Lanes(pool, { count: POSTGRES_LANES, silence: SILENCE_MS });
}

/** MikroORM's drivers, as far as others may not see them. */
interface DriverWithReplicas {
  readonly replicas: readonly NativeConnection[];
}

/** MikroORM's connections since 7.2. */
interface NativeConnection {
  getNativeClient(): Promise<unknown>;
}
