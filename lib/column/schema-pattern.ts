import type { ValueSchema } from '../declare/value-schema.interface.js';

/** An escape, a class, or a character, and whether it may be repeated without end. */
const ATOM = /(\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^])([*+]?)/g;

/** What matches half of a character beyond U+FFFF, where it is read without `u`. */
const WIDE = /^(?:\.|\\[DWS]|\[\^|\[.*\\[DWS])/s;

/** What means something else without `u`: escapes of Unicode, and characters beyond U+FFFF. */
const OTHERWISE = /\\[pP]|\\u\{|\\u[dD][89a-fA-F]|[\ud800-\udfff]/;

/**
 * A pattern in the words of JSON Schema, which reads it with `u` and without any other flag: nothing
 * where it would mean something else.
 */
export function patternWords({ source, flags }: RegExp): ValueSchema {
  if (!/^[gu]*$/.test(flags)) return {};
  if (!flags.includes('u') && !isSameInCodePoints(source)) return {};
  return { pattern: source };
}

/** Runs of any length are the same in halves of characters, and single ones are not: `^.$`. */
function isSameInCodePoints(source: string): boolean {
  if (OTHERWISE.test(source) || !compiles(source)) return false;
  return [...source.matchAll(ATOM)].every(
    ([, atom = '', repeated]) => repeated !== '' || !WIDE.test(atom),
  );
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source, 'u').source === source;
  } catch {
    return false; // A pattern that only JavaScript's older reading allows.
  }
}
