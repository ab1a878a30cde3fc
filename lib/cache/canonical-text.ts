/** Arrays and objects within each other; deeper values have no text. */
const DEEPEST = 32;

/**
 * One text for equal values, in whichever order their members stand; `undefined` for what can't be
 * told apart for certain: instances of classes other than `Date`, functions, symbols, rings, and
 * whatever has members that are not listed.
 */
export function canonicalText(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (value === undefined) return 'undefined';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (value === null) return 'null';
  if (typeof value !== 'object' || depth === DEEPEST) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const members = Reflect.ownKeys(value).length;
  const hidden = members - Object.keys(value).length;
  if (prototype === Date.prototype)
    return members === 0 ? `Date(${(value as Date).getTime()})` : undefined;
  if (prototype === Array.prototype) return hidden === 1 ? listText(value as [], depth) : undefined;
  const isPlain = prototype === Object.prototype || prototype === null;
  // A member that a symbol names may mean anything, as MikroORM's raw fragments do.
  return isPlain && hidden === 0 ? objectText(value, depth) : undefined;
}

/** Of an array, which hides its length; members beside its items have no place in the text. */
function listText(list: readonly unknown[], depth: number): string | undefined {
  if (Object.keys(list).length !== list.length) return undefined;
  return joined(
    '[',
    list.map((item) => canonicalText(item, depth + 1)),
  );
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
