/** A seeded database of which each server gets a copy of its own. */
export interface BenchDatabase extends AsyncDisposable {
  /** for the report, such as `PostgreSQL 15.18` */
  readonly version: string;
  /** @returns the URL of a fresh copy for one server */
  copyFor(server: string): Promise<string>;
  /**
   * Keeps the processes that serve a copy on these CPUs, where the database has processes of its own.
   *
   * @returns false when that was not possible
   */
  pin(copyUrl: string, cpus: string): Promise<boolean>;
  /**
   * Takes away the rows that were created in a copy, and what changes have left behind: else who
   * creates faster than others reads a larger table afterwards.
   */
  tidy(copyUrl: string): Promise<void>;
}

export interface SeedOptions {
  /** number of rows, ids 1 to `rows` */
  rows: number;
  signal: AbortSignal;
}

/** The database is not there: its half of the run is left out, with this reason. */
export class DatabaseUnavailableError extends Error {}
