import type { DriverValue } from '../column/column-codec.interface.js';
import type { Statement } from './statement.interface.js';

/**
 * The same for what asks the same: SQLite tells `1` from `'1'` where a column has no type. No text of
 * ours holds the character between them.
 */
export function statementKey(
  { sql }: Pick<Statement, 'sql'>,
  parameters: readonly DriverValue[],
): string {
  let key = sql;
  for (const value of parameters) key += `\0${typeof value}=${textOf(value)}`;
  return key;
}

function textOf(value: DriverValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
}
