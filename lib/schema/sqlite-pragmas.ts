import type { Database } from 'better-sqlite3';

/**
 * Readers and a writer don't wait for each other, a commit is one write without a sync (the
 * journal is synced at checkpoints; a crash of the process loses nothing), references are
 * enforced. A database in memory keeps its own journal.
 *
 * @see https://www.sqlite.org/wal.html
 */
export function prepareSqlite(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
}
