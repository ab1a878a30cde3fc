import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import { conditionFailure, type SaidConditions } from './condition-failure.js';
import { driverFailure } from './driver-failure.js';

/** What an error of the database means for whoever reads rows that something narrows. */
export function readFailure(cause: unknown, said: SaidConditions): unknown {
  const kind = driverFailure(cause)?.kind;
  if (kind === 'unavailable') return new DatabaseUnavailableError({ cause });
  if (kind === 'denied') return new PermissionDeniedError({ cause });
  if (kind === 'value' || kind === 'unsupported')
    return new MalformedRequestError('the database can not compare one of the values', { cause });
  return conditionFailure(said, cause);
}
