import { classTransformer } from './decorator-packages.js';
import type { InputClass } from './input-class.factory.js';

type Members = Record<string, unknown>;

/** What class-transformer made of members. */
export interface Transformed {
  readonly members: Members;
  /** What a transform threw: the members that it was given are then as they came. */
  readonly failure?: Error;
}

/**
 * Sends members through class-transformer, if one of them has a decorator of it. Nested values get
 * there only where they have to, as it copies them without bound to the depth, and only where they
 * are none of those `refused`.
 */
export function transformMembers(
  inputClass: InputClass,
  members: Members,
  refused: ReadonlyMap<string, unknown>,
): Transformed {
  const { transformed } = inputClass;
  if (transformed.size === 0) return { members };
  const given: Members = {};
  const kept: Members = {};
  for (const [name, value] of Object.entries(members)) {
    const isGiven = transformed.has(name) ? !refused.has(name) : !isNested(value);
    (isGiven ? given : kept)[name] = value;
  }
  const { members: made, ...rest } = attempt(inputClass, given);
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

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
