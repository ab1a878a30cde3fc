import { ValidationError } from '../error/validation.error.js';

/** What a client is told of a write that the database does not take, whose words are its own. */
export function refusedByDatabase(cause?: unknown): ValidationError {
  const entry = {
    type: 'database_value',
    loc: [],
    msg: 'The database can not hold one of the values',
    input: null,
  };
  return new ValidationError([entry], { cause });
}
