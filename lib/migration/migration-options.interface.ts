/**
 * Where the migrations of an application are.
 *
 * @publicApi
 */
export interface MigrationsOptions {
  /** The directory of the files, seen from the working directory. @default 'migrations' */
  readonly directory?: string;
}

/**
 * What kind of migration is written.
 *
 * @publicApi
 */
export interface CreateMigrationOptions {
  /** What it is about, for the file's name: letters, digits, `-` and `_`. @default nothing */
  readonly name?: string;
  /** `js` is an ECMAScript module that needs no build, `ts` is for projects that have one. @default 'js' */
  readonly emit?: 'js' | 'ts';
  /** Columns and tables that no class declares any more are dropped, with what is in them. @default false */
  readonly allowDrops?: boolean;
  /** All tables are in it, also those that this database has already. @default false */
  readonly initial?: boolean;
  /** Nothing is in it: for changes that you write yourself. @default false */
  readonly blank?: boolean;
}

/**
 * How far pending migrations are run.
 *
 * @publicApi
 */
export interface MigrateUpOptions {
  /** The name of the last one. @default all */
  readonly to?: string;
  /**
   * Writes down that they have been run, and runs nothing: for a database that has all that the
   * classes declare now, also where `to` is not the last one.
   *
   * @default false
   */
  readonly record?: boolean;
}

/**
 * How far migrations are taken back.
 *
 * @publicApi
 */
export interface MigrateDownOptions {
  /** The name of the one that stays the last; `0` takes back all. @default only the last one is */
  readonly to?: string | 0;
}

/**
 * A migration that was written.
 *
 * @publicApi
 */
export interface CreatedMigration {
  /** The file; `undefined` where there was nothing to do. */
  readonly path: string | undefined;
  /** What it changes, a line each: `+ column books.isbn varchar`. */
  readonly changes: readonly string[];
  /** What somebody should know before it is run. */
  readonly notes: readonly string[];
}

/**
 * What keeps a database from being what the classes and the migrations say.
 *
 * @publicApi
 */
export interface MigrationCheck {
  /** Migrations that have not been run, by name. */
  readonly pending: readonly string[];
  /** What the classes declare otherwise than the database has it, as in `CreatedMigration`. */
  readonly differences: readonly string[];
}
