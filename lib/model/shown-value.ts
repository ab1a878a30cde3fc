/** A value of a declaration as a message shows it: JSON has no word for many a mistake. */
export function shownValue(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name;
  try {
    return typeof value === 'object' || typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);
  } catch {
    return 'an object'; // It holds itself, or a bigint.
  }
}
