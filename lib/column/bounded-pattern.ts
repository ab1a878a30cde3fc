import { createContext, Script } from 'node:vm';

/** Steps that a test may take at once: some milliseconds. */
const STEPS = 10_000_000;

/** For how long a test may stop the process where the steps can't be foreseen, in milliseconds. */
const PATIENCE_MS = 100;

/** A group that is repeated may be matched in exponentially many ways: `(a+)+`, `(a|aa)*`. */
const REPEATED_GROUP = /\)[*+{]/;
const BACKREFERENCE = /\\[1-9k]/;
const QUANTIFIER = /[*+?{]/g;

const SURROUNDINGS = createContext({ __proto__: null }, { codeGeneration: { strings: false } });
const TEST = new Script('pattern.test(text)');

/**
 * Tests texts of strangers by a pattern. A `RegExp` backtracks: some need longer than the universe
 * has lasted for thirty characters, and stop every other request meanwhile. Texts that are short
 * for their pattern are tested at once, others with a time limit, and not again when the same text
 * is asked about at once: a body is first judged, and then told what is wrong with it.
 *
 * @returns whether the text matches; `false` too where that is not found out in a tenth of a second
 */
export function boundedTest(pattern: RegExp): (text: string) => boolean {
  const most = foreseeableLength(pattern.source);
  const testLong = rememberingLast((text) => testInTime(pattern, text));
  return (text) => (text.length <= most ? pattern.test(text) : testLong(text));
}

/** One text, until the turn is over: one that came too late once may do better another time. */
function rememberingLast(test: (text: string) => boolean): (text: string) => boolean {
  let last: { readonly text: string; readonly isMatch: boolean } | undefined;
  return (text) => {
    if (last?.text === text) return last.isMatch;
    const isMatch = test(text);
    last = { text, isMatch };
    queueMicrotask(() => {
      last = undefined;
    });
    return isMatch;
  };
}

/** Code units for which backtracking stays within {@link STEPS}: a power for each quantifier. */
function foreseeableLength(source: string): number {
  if (REPEATED_GROUP.test(source) || BACKREFERENCE.test(source)) return 0;
  const quantifiers = source.match(QUANTIFIER)?.length ?? 0;
  return Math.floor(STEPS ** (1 / (quantifiers + 1)));
}

function testInTime(pattern: RegExp, text: string): boolean {
  try {
    Object.assign(SURROUNDINGS, { pattern, text });
    return TEST.runInContext(SURROUNDINGS, { timeout: PATIENCE_MS }) === true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    Object.assign(SURROUNDINGS, { pattern: undefined, text: undefined });
  }
}
