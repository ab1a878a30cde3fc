import { prepared } from './sql-syntax.js';
import type { Statement } from './statement.interface.js';

/** Texts that are remembered for one endpoint. */
const MAX_STATEMENTS = 256;

/**
 * The statements of one endpoint whose texts depend on requests: the first few hundred different
 * ones are prepared, and whatever else clients think of is not, so that they can't fill a memory.
 */
export class StatementCache {
  private readonly statements = new Map<string, Statement>();

  statement(sql: string, columns: readonly string[]): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    if (this.statements.size >= MAX_STATEMENTS) return { sql, name: undefined, columns };
    const made = prepared(sql, columns);
    this.statements.set(sql, made);
    return made;
  }
}
