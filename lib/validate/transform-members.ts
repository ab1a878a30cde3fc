import { classTransformer } from './decorator-packages.js';
import type { InputClass } from './input-class.factory.js';

/** Arrays and objects within each other, as a `json` column has at most. */
const DEEPEST = 64;

type Members = Record<string, unknown>;

/**
 * Sends members through class-transformer, if one of them has a decorator of it. Nested values get
 * there only where they have to: it copies them without bound to the depth.
 */
export function transformMembers({ type, transformed }: InputClass, members: Members): Members {
  if (transformed.size === 0) return members;
  const walked: Members = {};
  const kept: Members = {};
  for (const [name, value] of Object.entries(members))
    (isWalkable(value, transformed.has(name) ? 0 : DEEPEST) ? walked : kept)[name] = value;
  return { ...kept, ...classTransformer().plainToInstance(type, walked) };
}

/** Whether class-transformer survives it: it recurses, and calls what is named `constructor`. */
export function isWalkable(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === DEEPEST || Object.hasOwn(value, 'constructor')) return false;
  return Object.values(value).every((member) => isWalkable(member, depth + 1));
}
