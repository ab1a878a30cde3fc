import { classTransformer } from './decorator-packages.js';
import type { InputClass } from './input-class.factory.js';

/** Arrays and objects within each other, as a `json` column has at most. */
const DEEPEST = 64;

type Members = Record<string, unknown>;

/** What class-transformer made of members. */
export interface Transformed {
  readonly members: Members;
  /** What a transform threw: the members that it was given are then as they came. */
  readonly failure?: Error;
}

/**
 * Sends members through class-transformer, if one of them has a decorator of it. Nested values get
 * there only where they have to: it copies them without bound to the depth.
 */
export function transformMembers(inputClass: InputClass, members: Members): Transformed {
  const { transformed } = inputClass;
  if (transformed.size === 0) return { members };
  const walked: Members = {};
  const kept: Members = {};
  for (const [name, value] of Object.entries(members))
    (isWalkable(value, transformed.has(name) ? 0 : DEEPEST) ? walked : kept)[name] = value;
  const { members: made, ...rest } = attempt(inputClass, walked);
  return { members: { ...kept, ...made }, ...rest };
}

/** Transforms run before types are looked at: one that asks for a text is given a number as well. */
function attempt(inputClass: InputClass, members: Members): Transformed {
  try {
    return { members: classTransformer().plainToInstance(inputClass.type, members) };
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    return withoutNulls(inputClass, members, failure);
  }
}

/** A `null` is sent as it is by those whose transforms know none. */
function withoutNulls(inputClass: InputClass, members: Members, failure: Error): Transformed {
  const entries = Object.entries(members);
  const given = entries.filter(([, value]) => value !== null);
  if (given.length === entries.length) return oneByOne(inputClass, members, failure);
  const { members: made, ...rest } = attempt(inputClass, Object.fromEntries(given));
  return { members: { ...members, ...made }, ...rest };
}

function oneByOne({ type }: InputClass, members: Members, failure: Error): Transformed {
  const made = { ...members };
  for (const [name, value] of Object.entries(members)) {
    try {
      Object.assign(made, classTransformer().plainToInstance(type, { [name]: value }));
    } catch {
      made[name] = value; // What its type and its rules say of it is the better answer.
    }
  }
  return { members: made, failure };
}

/** Whether class-transformer survives it: it recurses, and calls what is named `constructor`. */
export function isWalkable(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === DEEPEST || Object.hasOwn(value, 'constructor')) return false;
  return Object.values(value).every((member) => isWalkable(member, depth + 1));
}
