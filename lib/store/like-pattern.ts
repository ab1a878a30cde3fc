/** Makes `%`, `_` and `\` mean themselves in a pattern of LIKE … ESCAPE '\'. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** What means something in a pattern of GLOB, and so has to stand in brackets. */
const GLOB_WILDCARD = /[*?[]/;

/** One wildcard of LIKE, one escaped character, or one character. */
const LIKE_TOKEN = /\\[^]|[^]/gu;

const GLOB_WORDS = new Map([
  ['%', '*'],
  ['_', '?'],
]);

/**
 * A pattern of LIKE as one of GLOB: SQLite's LIKE knows no case, and what would teach it one holds
 * for the whole connection.
 *
 * @see https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
 */
export function globOf(like: string): string {
  return like.replace(LIKE_TOKEN, (token) => {
    const word = GLOB_WORDS.get(token);
    if (word !== undefined) return word;
    const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
    return GLOB_WILDCARD.test(character) ? `[${character}]` : character;
  });
}
