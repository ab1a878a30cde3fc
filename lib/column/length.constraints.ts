import type { FieldConstraints } from '../model/field-model.interface.js';
import { boundedTest } from './bounded-pattern.js';
import type { Constraint } from './column-codec.interface.js';

/** The constraints of texts, in the order in which they are reported. */
export const TEXT_CONSTRAINTS = ['minLength', 'maxLength', 'pattern'] as const;

/** Code points of a well-formed text: as PostgreSQL's `varchar(n)` and Python's `len` count. */
function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

// A text of n code units has between n / 2 and n code points: mostly nothing has to be counted.
function isAtLeast(text: string, least: number): boolean {
  if (text.length < least) return false;
  return text.length >= 2 * least || codePoints(text) >= least;
}

function isAtMost(text: string, most: number): boolean {
  if (text.length <= most) return true;
  return text.length <= 2 * most && codePoints(text) <= most;
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`;
}

function minLengthConstraint(least: number): Constraint<string> {
  return {
    type: 'string_too_short',
    msg: `String should have at least ${characters(least)}`,
    accepts: (text) => isAtLeast(text, least),
  };
}

function maxLengthConstraint(most: number): Constraint<string> {
  return {
    type: 'string_too_long',
    msg: `String should have at most ${characters(most)}`,
    accepts: (text) => isAtMost(text, most),
  };
}

function patternConstraint(pattern: RegExp): Constraint<string> {
  // With `g` or `y` a RegExp goes on where its last match ended, in another request's text.
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return {
    type: 'string_pattern_mismatch',
    msg: `String should match pattern '${pattern.source}'`,
    accepts: boundedTest(stateless),
  };
}

/** `minLength`, `maxLength` and `pattern` of texts that are well-formed. */
export function lengthConstraints(declared: FieldConstraints): readonly Constraint<string>[] {
  const { minLength, maxLength, pattern } = declared;
  return [
    ...(minLength === undefined ? [] : [minLengthConstraint(minLength)]),
    ...(maxLength === undefined ? [] : [maxLengthConstraint(maxLength)]),
    ...(pattern === undefined ? [] : [patternConstraint(pattern)]),
  ];
}
