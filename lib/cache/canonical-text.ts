/** Arrays and objects within each other; deeper values have no text. */
const DEEPEST = 32;

/**
 * One text for equal values, in whichever order their members stand; `undefined` for what can't be
 * told apart for certain: instances of classes other than `Date`, functions, symbols, rings.
 */
export function canonicalText(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (value === undefined) return 'undefined';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (value === null) return 'null';
  if (typeof value !== 'object' || depth === DEEPEST) return undefined;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (Array.isArray(value))
    return joined(
      '[',
      value.map((item) => canonicalText(item, depth + 1)),
    );
  return isPlain(value) ? objectText(value, depth) : undefined;
}

/** A member that a symbol names may mean anything, as MikroORM's raw fragments do. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.getOwnPropertySymbols(value).length === 0;
}

function objectText(value: object, depth: number): string | undefined {
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return joined(
    '{',
    members.map(([name, member]) => {
      const text = canonicalText(member, depth + 1);
      return text === undefined ? undefined : `${JSON.stringify(name)}:${text}`;
    }),
  );
}

function joined(bracket: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `${bracket}${parts.join(',')}`;
}
