/** Whether a version is in one of the ranges: `>=5.0.0 <5.3.2 || <4.29.1`. */
export function isWithin(version: string, ranges: string): boolean {
  return ranges.split(' || ').some((range) => range.split(' ').every((one) => meets(version, one)));
}

/** The least version that `^5.8.5`, or an exact version, allows. */
export function leastOf(range: string): string {
  return range.replace(/^[\^~]|^>=/, '');
}

function meets(version: string, bound: string): boolean {
  const [, sign, limit = ''] = /^(>=|<)(.+)$/.exec(bound) ?? [];
  if (sign === undefined) throw new SyntaxError(`No bound: ${bound}`);
  const order = compare(version, limit);
  return sign === '<' ? order < 0 : order >= 0;
}

/** A release counts as its number: no version here is a candidate. */
function compare(a: string, b: string): number {
  const numbers = [a, b].map((text) => (text.split('-', 1)[0] ?? '').split('.').map(Number));
  const [left = [], right = []] = numbers;
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}
