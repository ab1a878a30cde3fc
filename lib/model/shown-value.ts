/** A value of a declaration as a message shows it: JSON has no word for many a mistake. */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case 'object':
    case 'string':
      return jsonOf(value);
    case 'function':
      return value.name === '' ? 'a function' : value.name;
    default:
      return String(value);
  }
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object'; // It holds itself, or a bigint.
  }
}
