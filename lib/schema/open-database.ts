import type { MikroORM, Platform } from '@mikro-orm/core';
import { type Options, SqlitePlatform } from '@mikro-orm/sql';
import type { Pool } from 'pg';

import { ConfigurationError } from '../error/configuration.error.js';
import { installCommand } from '../package/install-command.js';
import { isMissingPackage } from '../package/missing-package.js';
import { DatabasePatience } from './database-patience.js';
import {
  type DatabaseLocation,
  databaseNameOf,
  DEFAULT_DATABASE,
  parseDatabaseUrl,
  postgresUrlOf,
} from './database-url.js';
import { postgresClientOptions } from './postgres-url.js';
import { dropLostConnections } from './lost-connections.js';
import type { SchemaMode } from './schema-mode.js';
import { followSearchPath } from './search-path.js';
import { endSilentConnections } from './silent-connections.js';

/** Which database, and how it is opened. */
export interface OpeningOptions {
  readonly database?: DatabaseOptions;
  /** Seconds. */
  readonly databaseWait?: number;
  readonly replicas?: { readonly urls?: readonly string[] };
  /** By `none` a PostgreSQL has to have it; else it is made where it is not. @default 'create' */
  readonly schema?: SchemaMode;
  /**
   * What the statements are for: those of requests have limits, those of migrations take as long as they need.
   *
   * @default 'requests'
   */
  readonly purpose?: 'requests' | 'migrations';
}

/** A database URL, or the options of MikroORM for its `driver`. */
export type DatabaseOptions = string | Options;

/** better-sqlite3 sleeps inside the event loop while it waits for a lock, so it waits briefly. */
const SQLITE_BUSY_MS = 50;

/**
 * How long PostgreSQL may take before a request is answered 503, in milliseconds; and how long a
 * transaction may do nothing before the server ends it, as its process may be gone.
 */
const POSTGRES_LIMITS_MS = { acquisition: 3000, statement: 4000, lock: 2000, idle: 30_000 };

/** How long a statement of a migration waits for requests that use a table, in milliseconds; those behind it wait as long. */
export const MIGRATION_LOCK_MS = 10_000;

/** Connections to PostgreSQL that one process holds at most, beside its lanes: with these, ten. */
const POSTGRES_POOL_SIZE = 7;

/** Connections that short reads share. */
export const POSTGRES_LANES = 2;

/**
 * Opens a database of our own. Entities come later, by discovery.
 *
 * @throws {@link ConfigurationError} where the URL or the driver is missing or wrong
 */
export async function openDatabase(opening: OpeningOptions): Promise<MikroORM> {
  const options = await mikroOrmOptions(opening);
  const { MikroORM } = await import('@mikro-orm/core');
  const orm = await MikroORM.init({
    entities: [],
    // MikroORM finds the current transaction by this name: one of the application's own MikroORM,
    // which is 'default' like every other, would otherwise be taken for ours.
    contextName: `lightapi_${crypto.randomUUID()}`,
    discovery: { warnWhenNoEntities: false, checkDuplicateTableNames: false },
    // The queries of hooks belong to what is being written.
    preferReadReplicas: false,
    ...options,
  });
  takeUntypedColumns(orm.em.getPlatform());
  try {
    await connect(orm, opening);
    await followSearchPath(orm);
  } catch (error) {
    await orm.close();
    throw error;
  }
  return orm;
}

/** MikroORM looks for a type in the declaration of every column; in SQLite's there may be none. */
function takeUntypedColumns(platform: Platform): void {
  if (!(platform instanceof SqlitePlatform)) return;
  const typed = platform.getMappedType.bind(platform);
  platform.getMappedType = (type) => typed(type === '' ? 'blob' : type);
}

async function mikroOrmOptions({
  database = DEFAULT_DATABASE,
  replicas: { urls = [] } = {},
  schema = 'create',
  purpose = 'requests',
}: OpeningOptions): Promise<Options> {
  if (typeof database !== 'string') return withDriver(database);
  const location = parseDatabaseUrl(database);
  switch (location.dialect) {
    case 'sqlite':
      return sqliteOptions(location);
    case 'postgresql':
      return {
        ...(await postgresOptions(location, urls, SESSIONS[purpose])),
        ensureDatabase: schema !== 'none',
      };
  }
}

/** MikroORM would tell of `defineConfig`, which nobody has to use here. */
function withDriver(options: Options): Options {
  if (options.driver !== undefined) return options;
  throw new ConfigurationError([
    "database: MikroORM's options have no driver. Write a URL such as 'sqlite:app.db', " +
      "or name one, as SqliteDriver of '@mikro-orm/sqlite'.",
  ]);
}

async function sqliteOptions({ file }: DatabaseLocation & { dialect: 'sqlite' }): Promise<Options> {
  const { SqliteDriver } = await driver('@mikro-orm/sqlite', () => import('@mikro-orm/sqlite'));
  return {
    driver: SqliteDriver,
    dbName: file,
    driverOptions: { timeout: SQLITE_BUSY_MS },
  };
}

/**
 * The session speaks UTC and ISO, which is what the codecs read without parsing. All that shapes
 * the text of a row is set, as its digest is the version where there is no other.
 */
const POSTGRES_SESSION = [
  'TimeZone=UTC',
  'DateStyle=ISO',
  'IntervalStyle=postgres',
  'extra_float_digits=1',
  'bytea_output=hex',
  // A backslash in a literal is one: of a default, or of a query builder of the application.
  'standard_conforming_strings=on',
  // Else the null elements of an array literal are texts.
  'array_nulls=on',
];

/** Of a connection to PostgreSQL. */
interface Session {
  /** As `options` have them: they hold whatever the URL or the user's role says. */
  readonly settings?: readonly string[];
  readonly [option: string]: unknown;
}

/** Of each purpose, how long its connections wait. */
const SESSIONS: Record<NonNullable<OpeningOptions['purpose']>, Session> = {
  requests: {
    onPoolCreated: (pool: Pool) => {
      dropLostConnections(pool);
      endSilentConnections(pool);
    },
    statement_timeout: POSTGRES_LIMITS_MS.statement,
    lock_timeout: POSTGRES_LIMITS_MS.lock,
    idle_in_transaction_session_timeout: POSTGRES_LIMITS_MS.idle,
  },
  migrations: {
    onPoolCreated: dropLostConnections,
    lock_timeout: MIGRATION_LOCK_MS,
    settings: ['statement_timeout=0', 'idle_in_transaction_session_timeout=0'],
  },
};

async function postgresOptions(
  { url }: DatabaseLocation & { dialect: 'postgresql' },
  replicas: readonly string[],
  { settings = [], ...session }: Session,
): Promise<Options> {
  const { PostgreSqlDriver } = await driver(
    '@mikro-orm/postgresql',
    () => import('@mikro-orm/postgresql'),
  );
  const reached = async (clientUrl: string) => ({
    clientUrl,
    driverOptions: { ...(await postgresDriverOptions(clientUrl, settings)), ...session },
  });
  return {
    driver: PostgreSqlDriver,
    ...(await reached(url)),
    pool: { max: POSTGRES_POOL_SIZE },
    ...(replicas.length > 0 && {
      replicas: await Promise.all(replicas.map((replica) => reached(postgresUrlOf(replica)))),
    }),
  };
}

/** What the URL says, and what a session of ours needs. */
async function postgresDriverOptions(url: string, settings: readonly string[]): Promise<object> {
  const { options = '', ...said } = await postgresClientOptions(url);
  return {
    ...said,
    connectionTimeoutMillis: POSTGRES_LIMITS_MS.acquisition,
    options: [options, ...[...POSTGRES_SESSION, ...settings].map((setting) => `-c ${setting}`)]
      .join(' ')
      .trim(),
  };
}

async function driver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    throw new ConfigurationError(
      [`The package ${name} is not installed. Run: ${installCommand(name)}`],
      {
        cause: error,
      },
    );
  }
}

async function connect(
  orm: MikroORM,
  { database, databaseWait = 0 }: OpeningOptions,
): Promise<void> {
  const patience = new DatabasePatience(databaseWait);
  const name = orm.config.get('dbName');
  for (;;) {
    const failure = await connectOnce(orm);
    if (failure === undefined) return;
    if (!(await patience.mayTryAgain(failure.cause)))
      throw unreachable(orm, database, failure.cause);
    if (orm.config.get('dbName') !== name) await leaveManagement(orm, name);
  }
}

/**
 * To make a database MikroORM goes to that of the server's administration, and stays there where it
 * fails: the next try would take that one for ours, or not look whether ours is there by now.
 */
async function leaveManagement(orm: MikroORM, name: string | undefined): Promise<void> {
  await orm.driver.close(true);
  orm.config.set('dbName', name);
  if (orm.config.get('ensureDatabase') === true) orm.config.set('ensureDatabase', {});
}

async function connectOnce(orm: MikroORM): Promise<{ readonly cause: unknown } | undefined> {
  try {
    await orm.connect();
  } catch (cause) {
    return { cause };
  }
  const check = await orm.checkConnection();
  return check.ok ? undefined : { cause: check.error };
}

const UNVOUCHED =
  "Nobody that is trusted vouches for its certificate: check it, and 'sslrootcert' in the URL.";

/** By SQLSTATE, by a code of Node's, or by the driver's text where there is no code. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^3D000$/, 'It does not exist: create it, or check its name in the URL.'],
  [/^42501$/, 'It does not exist, and the user may not create it: create it, or check its name.'],
  [
    /^55006$|^57014$/,
    'It does not exist, and can not be made in time: create it, or check its name.',
  ],
  [/^28P01$/, 'Check the user and the password in the URL.'],
  [/^28000$/, 'Check the user in the URL, and whether pg_hba.conf lets it in.'],
  [/client password must be/, 'It asks for a password: put one into the URL.'],
  [/does not support SSL/, "It speaks no TLS, which the URL asks for by 'sslmode' or 'ssl'."],
  [/_CERT|CERT_|_SIGNATURE$/, UNVOUCHED],
];

/** The driver's own text is left to `cause`: it may hold the address, and the password in it. */
function unreachable(
  orm: MikroORM,
  database: DatabaseOptions | undefined,
  cause: unknown,
): ConfigurationError {
  // MikroORM says another name while it makes a database.
  const name = typeof database === 'string' ? databaseNameOf(database) : orm.config.get('dbName');
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const reason = typeof code === 'string' ? ` (${code})` : '';
  const remedy =
    orm.em.getPlatform() instanceof SqlitePlatform
      ? 'Check the path, and that the file and its directory may be written.'
      : remedyOf(typeof code === 'string' ? code : String(message));
  return new ConfigurationError([`The database '${name}' can't be opened${reason}. ${remedy}`], {
    cause,
  });
}

function remedyOf(reason: string): string {
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(reason)) ?? [];
  return remedy ?? 'Check the URL and that it is running.';
}
