import type { Dialect } from '../model/dialect.js';
import { prepared } from './sql-syntax.js';
import type { Runner, Statement } from './statement.interface.js';

const REFERENCES = `"gone", "sqlite_schema" as "t", pragma_foreign_key_list("t"."name") as "f"
  where "t"."type" = 'table' and "f"."table" = "gone"."name" collate nocase`;

/** What asks for it; PostgreSQL's error has told already. */
const QUESTIONS: Record<Dialect, Statement | undefined> = {
  postgresql: undefined,
  // Tables whose rows go with the row, and then foreign keys to them that empty a column or reset it.
  sqlite: prepared(
    `with recursive "gone" ("name") as (
      select ? union select "t"."name" from ${REFERENCES} and "f"."on_delete" = 'CASCADE'
    ) select 1 as "found" from ${REFERENCES} and "f"."on_delete" in ('SET NULL', 'SET DEFAULT') limit 1`,
    ['found'],
  ),
};

/** Whether a deletion may change rows that refer to it: `on delete set null`, `set default`. */
export async function mayChangeReferrers(
  runner: Runner,
  table: string,
  dialect: Dialect,
): Promise<boolean> {
  const question = QUESTIONS[dialect];
  return question === undefined || (await runner.read(question, [table])).length > 0;
}
