/** How a pattern that is given as text is read: as JSON Schema reads them, in code points. */
const FLAGS = 'u';

const REMEDY = `is no regular expression with the flag 'u'. Leave out backslashes before what means nothing else, as '-' outside of a class, and write '^' and '$' for '\\A' and '\\Z'.`;

/** The pattern that a text is. */
export function textPattern(text: string): RegExp {
  return new RegExp(text, FLAGS);
}

/** What is wrong with a text as a pattern; `undefined` where nothing is. */
export function textPatternProblem(text: string): string | undefined {
  if (compiles(text, FLAGS)) return undefined;
  return compiles(text, '') ? REMEDY : 'is no regular expression.';
}

function compiles(text: string, flags: string): boolean {
  try {
    new RegExp(text, flags);
    return true;
  } catch {
    return false; // RegExp throws for nothing else.
  }
}
