import { InvalidValue } from './column-codec.interface.js';

const NOT_TEXT = new InvalidValue('string_type', 'Input should be a valid string');
const NOT_UNICODE = new InvalidValue(
  'string_unicode',
  'Input should be a valid string, without half of a surrogate pair',
);
const WITH_NUL = new InvalidValue('string_nul', 'String should not contain the character U+0000');

/**
 * Why a text would not come back as it is: a lone surrogate is stored as U+FFFD by both databases,
 * NUL is refused by PostgreSQL and ends the text for many readers of SQLite.
 */
export function unstorable(text: string): InvalidValue | undefined {
  if (!text.isWellFormed()) return NOT_UNICODE;
  return text.includes('\0') ? WITH_NUL : undefined;
}

/** A text that both databases keep code unit for code unit. */
export function readText(input: unknown): string | InvalidValue {
  if (typeof input !== 'string') return NOT_TEXT;
  return unstorable(input) ?? input;
}
