/** The type of an RFC 9457 problem. */
export const PROBLEM = 'application/problem+json';

/** The ranges that hold for an error in its plain form, the most specific first. */
const PLAIN = ['application/json', 'application/*', '*/*'];

/** What stands between commas, or between semicolons: within quotes both are part of it. */
const ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const PART = /(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g;

const WEIGHT = /^\s*q\s*=\s*([\d.]+)\s*$/i;

/**
 * Whether a client that names problems in its `Accept` likes them no less than plain JSON.
 *
 * @see RFC 9110, section 12.5.1
 */
export function prefersProblem(accept = ''): boolean {
  const weights = weightsOf(accept);
  const problem = weights.get(PROBLEM) ?? 0;
  const plain = PLAIN.map((range) => weights.get(range)).find((weight) => weight !== undefined);
  return problem > 0 && problem >= (plain ?? 0);
}

/** By media range; parameters other than the weight make no difference to errors. */
function weightsOf(accept: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const element of accept.match(ELEMENT) ?? []) {
    const [range = '', ...parameters] = element.match(PART) ?? [];
    const sent = parameters.map((one) => WEIGHT.exec(one)?.[1]).find((one) => one !== undefined);
    const name = range.trim().toLowerCase();
    weights.set(name, Math.max(weights.get(name) ?? 0, Number(sent ?? 1)));
  }
  return weights;
}
