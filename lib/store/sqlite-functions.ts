import { createHash } from 'node:crypto';

import type { Database } from 'better-sqlite3';

import { STATE } from './row-version.sql.js';
import { FOLD, folded } from './text-match.table.js';

/** Teaches a connection what our statements call; the names are ones that nobody else has. */
export function addSqliteFunctions(database: Database): void {
  database.function(FOLD, { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? folded(text) : text,
  );
  database.function(STATE, { deterministic: true }, (secret: unknown, state: unknown) =>
    createHash('sha256')
      .update(`${String(secret)}${String(state)}`)
      .digest('hex'),
  );
}
