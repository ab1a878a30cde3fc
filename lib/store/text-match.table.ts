import type { Dialect } from '../model/dialect.js';
import { escapeLike, globOf } from './like-pattern.js';

/** A condition on a column with one parameter. */
export interface TextMatch {
  /** @param placeholder - of the parameter */
  readonly sql: (column: string, placeholder: string) => string;
  readonly parameter: string;
}

/** How a database finds texts; the escape character of patterns is a backslash. */
interface TextMatcher {
  /** A LIKE pattern. Upper and lower case differ. */
  exactly(pattern: string): TextMatch;
  /** A LIKE pattern. They do not. */
  loosely(pattern: string): TextMatch;
  /** A text at the start. Upper and lower case differ. */
  atStart(text: string): TextMatch;
  /** A text at the end. Upper and lower case differ. */
  atEnd(text: string): TextMatch;
  /** A text that occurs somewhere. Upper and lower case differ. */
  within(text: string): TextMatch;
  /** A text that occurs somewhere. They do not. */
  looselyWithin(text: string): TextMatch;
}

/** The function that {@link TEXT_MATCHERS} expects of an SQLite connection. */
export const FOLD = 'lightapi_fold';

/**
 * In lower case, letter by letter as PostgreSQL does it: JavaScript's sigma is another one at the
 * end of a word, so that part of a word would not be found in the whole.
 */
export function folded(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase();
}

const ASCII = /^\p{ASCII}*$/u;

/** PostgreSQL's escape character is a backslash anyway; as a literal, settings read it in two ways. */
const like = (operator: string) => (column: string, placeholder: string) =>
  `${column} ${operator} ${placeholder}`;

const likeEscaped = (column: string, placeholder: string) =>
  `${column} like ${placeholder} escape '\\'`;

/** What SQLite's GLOB and LIKE take for one and the same character. */
const ALIKE = /[\u{FFFD}-\u{FFFF}]/u;

/** As patterns, which an index serves, where they tell the characters apart. */
const GLOBS = {
  atStart: (text: string): TextMatch =>
    ALIKE.test(text)
      ? { sql: (column, placeholder) => `instr(${column}, ${placeholder}) = 1`, parameter: text }
      : { sql: glob, parameter: globOf(`${escapeLike(text)}%`) },
  atEnd: (text: string): TextMatch =>
    ALIKE.test(text)
      ? {
          sql: (column, placeholder) =>
            `substr(${column}, -${Array.from(text).length}) = ${placeholder}`,
          parameter: text,
        }
      : { sql: glob, parameter: globOf(`%${escapeLike(text)}`) },
};

function glob(column: string, placeholder: string): string {
  return `${column} glob ${placeholder}`;
}

const instr = (fold: string) => (column: string, placeholder: string) =>
  `instr(${fold}(${column}), ${placeholder}) > 0`;

export const TEXT_MATCHERS: Record<Dialect, TextMatcher> = {
  postgresql: {
    exactly: (parameter) => ({ sql: like('like'), parameter }),
    loosely: (parameter) => ({ sql: like('ilike'), parameter }),
    // As patterns, which an index of trigrams serves.
    atStart: (text) => ({ sql: like('like'), parameter: `${escapeLike(text)}%` }),
    atEnd: (text) => ({ sql: like('like'), parameter: `%${escapeLike(text)}` }),
    within: (text) => ({ sql: like('like'), parameter: `%${escapeLike(text)}%` }),
    looselyWithin: (text) => ({ sql: like('ilike'), parameter: `%${escapeLike(text)}%` }),
  },
  sqlite: {
    ...GLOBS,
    exactly: (pattern) => ({ sql: glob, parameter: globOf(pattern) }),
    // SQLite folds the letters of ASCII alone; where the pattern has others, so do we, row by row.
    loosely: (pattern) =>
      ASCII.test(pattern)
        ? { sql: likeEscaped, parameter: pattern }
        : {
            sql: (column, placeholder) => likeEscaped(`${FOLD}(${column})`, placeholder),
            parameter: folded(pattern),
          },
    within: (parameter) => ({ sql: instr(''), parameter }),
    // LIKE compares without a copy of each text in lower case.
    looselyWithin: (text) =>
      ASCII.test(text)
        ? { sql: likeEscaped, parameter: `%${escapeLike(text)}%` }
        : { sql: instr(FOLD), parameter: folded(text) },
  },
};
