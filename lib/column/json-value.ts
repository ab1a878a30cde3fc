import { InvalidValue, type JsonValue } from './column-codec.interface.js';
import { unstorable } from './text-value.js';

/** Arrays and objects within each other: far below what overflows any reader's stack. */
const DEEPEST = 64;
const NOT_JSON = new InvalidValue('json_type', 'Input should be a valid JSON value');
const TOO_DEEP = new InvalidValue(
  'json_depth',
  `Input should not nest arrays and objects deeper than ${DEEPEST}`,
);
const ROUNDED = new InvalidValue(
  'json_number',
  'Input should hold integers beyond 9007199254740991 as strings: as numbers they lose digits',
);
const NOT_FINITE = new InvalidValue('finite_number', 'Input should hold finite numbers only');

function numberRefusal(value: number): InvalidValue | undefined {
  if (!Number.isFinite(value)) return NOT_FINITE;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? ROUNDED : undefined;
}

function firstRefusal(
  members: Iterable<readonly [place: string | number, member: unknown]>,
  depth: number,
): InvalidValue | undefined {
  for (const [place, member] of members) {
    const refusal = refusalOf(member, depth)?.within(place);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The first name of a member that can't be stored: a place that can't be named. */
function nameRefusal(names: readonly string[]): InvalidValue | undefined {
  return names.map(unstorable).find((refusal) => refusal !== undefined);
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** What an object shows of itself: an invalid date would become `null` without a word. */
function shownRefusal(shown: unknown, depth: number): InvalidValue | undefined {
  return shown === null ? NOT_JSON : refusalOf(shown, depth);
}

function objectRefusal(value: object, depth: number): InvalidValue | undefined {
  if (depth === DEEPEST) return TOO_DEEP;
  if (hasToJson(value)) return shownRefusal(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return firstRefusal(value.entries(), depth + 1);
  // JSON.stringify would make `{}` of them without a word.
  if (value instanceof Map || value instanceof Set) return NOT_JSON;
  return nameRefusal(Object.keys(value)) ?? firstRefusal(Object.entries(value), depth + 1);
}

/** `depth` counts the arrays and objects around the value; a ring ends as too deep. */
function refusalOf(value: unknown, depth: number): InvalidValue | undefined {
  switch (typeof value) {
    case 'string':
      return unstorable(value);
    case 'number':
      return numberRefusal(value);
    case 'object':
      return value === null ? undefined : objectRefusal(value, depth);
    case 'boolean':
    case 'undefined': // a member that JSON.stringify leaves out
      return undefined;
    case 'bigint':
    case 'function':
    case 'symbol':
      return NOT_JSON;
  }
}

/**
 * What `JSON.stringify` keeps of a value, as plain data: instances of a program's classes are
 * allowed, and `__proto__` is a member as any other, for JSON.parse sets no prototype.
 */
export function readJson(input: unknown): JsonValue | InvalidValue {
  const refusal = refusalOf(input, 0);
  if (refusal !== undefined) return refusal;
  const text = JSON.stringify(input) as string | undefined;
  return text === undefined ? NOT_JSON : (JSON.parse(text) as JsonValue);
}
