import { join } from 'node:path';

import { ownDirectory } from '../../support/config-file.js';
import { NO_CLUSTER, PostgresCluster } from '../../support/postgres-cluster.js';

/** A kind of database that cases run on; each case has one of its own, which it may break. */
export interface OwnDatabase {
  readonly name: string;
  readonly missing: string | undefined;
  /** Its URL; gone when the test ends. */
  readonly create: () => Promise<string>;
}

export const SQLITE: OwnDatabase = {
  name: 'SQLite',
  missing: undefined,
  create: async () => `sqlite:${join(await ownDirectory(), 'faults.db')}`,
};

export const POSTGRES: OwnDatabase = {
  name: 'PostgreSQL',
  missing: NO_CLUSTER,
  create: async () => (await PostgresCluster.start()).url,
};

export const DATABASES: readonly OwnDatabase[] = [SQLITE, POSTGRES];
