/** A value of a declaration as a message shows it: JSON has no word for many a mistake. */
export function shownValue(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name;
  if (typeof value === 'object' || typeof value === 'string') return jsonOf(value);
  return String(value);
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object'; // It holds itself, or a bigint.
  }
}
