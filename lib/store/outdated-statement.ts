import type { Row } from './row.interface.js';
import type { Statement } from './statement.interface.js';

/**
 * Whether a prepared statement can't be run any more, and has not been: a column's type has changed
 * since, or the server has forgotten it, or could not prepare it when it was sent before.
 */
export function isOutdated(error: unknown): boolean {
  const { code, routine } = (error ?? {}) as Partial<Record<'code' | 'routine', unknown>>;
  return code === '26000' || (code === '0A000' && routine === 'RevalidateCachedQuery');
}

/** Sends a statement, and once more without its name where what was prepared is outdated. */
export async function sentAnew(
  statement: Statement,
  send: (statement: Statement) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  try {
    return await send(statement);
  } catch (error) {
    if (statement.name === undefined || !isOutdated(error)) throw error;
    return send({ ...statement, name: undefined });
  }
}
