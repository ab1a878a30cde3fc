import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import { SequenceExhaustedError } from '../error/sequence-exhausted.error.js';
import { UniqueViolationError } from '../error/unique-violation.error.js';
import { ValidationError } from '../error/validation.error.js';
import { driverFailure, isConsequence } from './driver-failure.js';
import { DANGLING } from './reference.finder.js';
import { refusedByDatabase } from './refused-by-database.js';

/**
 * What an error at one of a transaction's two ends means for a client; any other as it is. An end is of whatever
 * was done before it, so that no member is named.
 *
 * @param error - or one that comes only of an error before, and has it as its cause
 */
export function endFailure(error: unknown): unknown {
  const cause = isConsequence(error) ? ((error as Error).cause ?? error) : error;
  switch (driverFailure(cause)?.kind) {
    case 'unavailable':
      return new DatabaseUnavailableError({ cause });
    case 'unique':
      return new UniqueViolationError([], { cause });
    case 'reference':
      return new ValidationError([DANGLING], { cause });
    case 'value':
    case 'raised':
      return refusedByDatabase(cause);
    case 'denied':
      return new PermissionDeniedError({ cause });
    case 'exhausted':
      return new SequenceExhaustedError({ cause });
    case 'unsupported':
    case undefined:
      return cause;
  }
}
