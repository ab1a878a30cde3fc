import { inspect } from 'node:util';

/** A value of a declaration as a message shows it: JSON has no word for many a mistake. */
export function shownValue(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name;
  if (typeof value !== 'object' && typeof value !== 'string') return inspect(value);
  try {
    return JSON.stringify(value);
  } catch {
    return inspect(value); // It holds itself, or a bigint.
  }
}
