import type { DriverValue } from '../column/column-codec.interface.js';
import type { Statement } from './statement.interface.js';

/**
 * The same for what asks the same. Values of one place in a statement have one type, and no text of
 * ours holds the character between them.
 */
export function statementKey(
  { sql }: Pick<Statement, 'sql'>,
  parameters: readonly DriverValue[],
): string {
  let key = sql;
  for (const value of parameters) key += value === null ? '\0null' : `\0=${String(value)}`;
  return key;
}
