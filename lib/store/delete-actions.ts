import type { Dialect } from '../model/dialect.js';
import { prepared } from './sql-syntax.js';
import type { Runner } from './statement.interface.js';

const REFERENCES = `"gone", "sqlite_schema" as "t", pragma_foreign_key_list("t"."name") as "f"
  where "t"."type" = 'table' and "f"."table" = "gone"."name" collate nocase`;

/** Those whose rows go with the row, and then foreign keys to them that empty a column or reset it. */
const ACTIONS = prepared(
  `with recursive "gone" ("name") as (
    select ? union select "t"."name" from ${REFERENCES} and "f"."on_delete" = 'CASCADE'
  ) select 1 as "found" from ${REFERENCES} and "f"."on_delete" in ('SET NULL', 'SET DEFAULT') limit 1`,
  ['found'],
);

/**
 * Whether a deletion changes rows that refer to it: `on delete set null`, `set default`. PostgreSQL's error has told
 * so already.
 */
export async function mayChangeReferrers(
  runner: Runner,
  table: string,
  dialect: Dialect,
): Promise<boolean> {
  if (dialect === 'postgresql') return true;
  const rows = await runner.read(ACTIONS, [table]);
  return rows.length > 0;
}
