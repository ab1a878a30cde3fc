/** Arrays and objects within each other; deeper values have no text. */
const DEEPEST = 32;

/** Values within a value, those counted again that it holds more than once; more have no text. */
const MOST = 10_000;

/**
 * One text for equal values, in whichever order their members stand; `undefined` for what can't be
 * told apart for certain: instances of classes other than `Date`, functions, symbols, rings, and
 * whatever has members that are not listed; and for what is very large.
 */
export function canonicalText(value: unknown): string | undefined {
  return new Writer().text(value, 0);
}

/** Of one value. */
class Writer {
  private left = MOST;

  text(value: unknown, depth: number): string | undefined {
    this.left -= 1;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
    if (value === undefined) return 'undefined';
    if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
    if (value === null) return 'null';
    if (typeof value !== 'object' || depth === DEEPEST || this.left < 0) return undefined;
    const prototype: unknown = Object.getPrototypeOf(value);
    const members = Reflect.ownKeys(value).length;
    const hidden = members - Object.keys(value).length;
    if (prototype === Date.prototype)
      return members === 0 ? `Date(${(value as Date).getTime()})` : undefined;
    if (prototype === Array.prototype)
      return hidden === 1 ? this.listText(value as [], depth) : undefined;
    const isPlain = prototype === Object.prototype || prototype === null;
    // A member that a symbol names may mean anything, as MikroORM's raw fragments do.
    return isPlain && hidden === 0 ? this.objectText(value, depth) : undefined;
  }

  /** Of an array, which hides its length; members beside its items have no place in the text. */
  private listText(list: readonly unknown[], depth: number): string | undefined {
    if (Object.keys(list).length !== list.length) return undefined;
    const texts: string[] = [];
    for (const item of list) {
      const text = this.text(item, depth + 1);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return `[${texts.join(',')}]`;
  }

  private objectText(value: object, depth: number): string | undefined {
    const texts: string[] = [];
    for (const [name, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const text = this.text(member, depth + 1);
      if (text === undefined) return undefined;
      texts.push(`${JSON.stringify(name)}:${text}`);
    }
    return `{${texts.join(',')}}`;
  }
}
