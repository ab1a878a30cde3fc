import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { requestPath } from '../respond/request-path.js';
import type { RowKeys } from '../service/row-keys.js';

/**
 * The id in a request's path: decoded; as it was sent for a key of several columns, as a comma that
 * belongs to a value is told from one between values by its encoding.
 */
export function pathIdOf(request: LightApiRequest, keys: RowKeys): string | undefined {
  const { id } = request.params as { id?: string };
  if (id === undefined || !keys.isComposite) return id;
  return requestPath(request.url).replace(/\/$/, '').split('/').at(-1);
}
