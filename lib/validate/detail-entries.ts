import type { ValidationError as RuleViolation } from 'class-validator';

import type { Constraint, InvalidValue } from '../column/column-codec.interface.js';
import type { DetailEntry } from '../error/request.error.js';

/** Longer texts of a refused input are cut, so that an answer is never as large as the request. */
const MAX_ECHO = 100;

/** Broken rules that one answer names of a member, however long a list is. */
const MAX_BROKEN = 20;

type Location = DetailEntry['loc'];

/** A required member that is not there. */
export function missing(name: string): DetailEntry {
  return { type: 'missing', loc: [name], msg: 'Field required', input: null };
}

/** A member that can't be read as its type. */
export function unreadable(
  name: string,
  { type, msg, at }: InvalidValue,
  input: unknown,
): DetailEntry {
  return { type, loc: [name, ...at.map(placeName)], msg, input: echo(input) };
}

/** A `null` where there has to be a value. */
export function notNullable(name: string): DetailEntry {
  return { type: 'not_null', loc: [name], msg: 'Input should not be null', input: null };
}

/** A member that nobody declared. */
export function unknownMember(name: string, input: unknown): DetailEntry {
  const msg = 'Extra inputs are not permitted';
  return { type: 'extra_forbidden', loc: [placeName(name)], msg, input: echo(input) };
}

/** A body that is no object. */
export function notAnObject(input: unknown): DetailEntry {
  const msg = 'Input should be a valid object';
  return { type: 'object_type', loc: [], msg, input: echo(input) };
}

/** A value that a constraint of its column does not accept. */
export function brokenConstraint(
  name: string,
  { type, msg }: Constraint,
  input: unknown,
): DetailEntry {
  return { type, loc: [indexOrName(name)], msg, input: echo(input) };
}

/** What class-validator found of a member, nested objects included: the first of it. */
export function brokenRules(violation: RuleViolation, input: unknown): DetailEntry[] {
  const first: DetailEntry[] = [];
  for (const entry of broken(violation, input)) {
    if (first.length === MAX_BROKEN) break;
    first.push(entry);
  }
  return first;
}

function* broken(
  { property, constraints = {}, children = [] }: RuleViolation,
  input: unknown,
  at: Location = [],
): Generator<DetailEntry, undefined> {
  const loc = [...at, indexOrName(property)];
  for (const [type, msg] of Object.entries(constraints))
    yield { type, loc, msg, input: echo(input) };
  for (const child of children) yield* broken(child, child.value, loc);
}

/** A place within what was sent, whose names are as long as somebody liked. */
function placeName(place: string | number): string | number {
  return echo(place) as string | number;
}

function indexOrName(property: string): string | number {
  return /^\d+$/.test(property) ? Number(property) : property;
}

/** The input, if it is short; objects and lists are not repeated at all. */
function echo(input: unknown): unknown {
  switch (typeof input) {
    case 'string':
      return input.length > MAX_ECHO
        ? `${input.slice(0, MAX_ECHO).toWellFormed()}…`
        : input.toWellFormed();
    case 'number':
      return Number.isFinite(input) ? input : String(input);
    case 'boolean':
      return input;
    case 'bigint':
      return input.toString();
    case 'object':
    case 'function':
    case 'symbol':
    case 'undefined':
      return null;
  }
}
