import type { Database } from 'better-sqlite3';

import { FOLD, folded } from './text-match.table.js';

/** Teaches a connection what our statements call; the name is one that nobody else has. */
export function addSqliteFunctions(database: Database): void {
  database.function(FOLD, { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? folded(text) : text,
  );
}
