import type { Database } from 'better-sqlite3';

import { ConfigurationError } from '../error/configuration.error.js';

/**
 * Readers and a writer don't wait for each other, a commit is one write without a sync (the
 * journal is synced at checkpoints; a crash of the process loses nothing), references are
 * enforced. A database in memory keeps its own journal.
 *
 * @throws {@link ConfigurationError} where the file can't be written
 * @see https://www.sqlite.org/wal.html
 */
export function prepareSqlite(database: Database): void {
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
  } catch (cause) {
    throw unwritable(database.name, cause);
  }
}

function unwritable(file: string, cause: unknown): ConfigurationError {
  const { code } = cause as { code?: unknown };
  const reason = typeof code === 'string' ? ` (${code})` : '';
  return new ConfigurationError(
    [
      `The database '${file}' can't be written${reason}. Check that the file and its directory may be written, that the disk has room, and that no other process holds it.`,
    ],
    { cause },
  );
}
