/** `${NAME}` and `${NAME:-default}`; `$${NAME}` is the text `${NAME}`. */
const VARIABLE = /(\$?)\$\{([A-Za-z_]\w*)(?::-((?:[^}$]|\$(?!\{))*))?\}/g;

/** A text with its variables put in, and the names of those that are not set. */
export interface Substitution {
  readonly text: string;
  readonly missing: readonly string[];
}

/**
 * Puts variables of the environment into a text. An empty one counts as missing, as in the seed;
 * a missing one is left as it is written.
 *
 * @param environment - names and values
 */
export function substitute(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Substitution {
  const missing: string[] = [];
  const parts = [...text.matchAll(VARIABLE)];
  let result = '';
  let end = 0;
  for (const { 0: found, 1: escape, 2: name = '', 3: fallback, index } of parts) {
    const value = (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? '';
    const replacement = value === '' ? fallback : value;
    if (escape === '' && replacement === undefined) missing.push(name);
    result += text.slice(end, index);
    result += escape === '' ? (replacement ?? found) : found.slice(1);
    end = index + found.length;
  }
  return { text: result + text.slice(end), missing };
}

/** A text of which {@link substitute} makes `text` again, whatever it looks like. */
export function withoutVariables(text: string): string {
  return text.replace(VARIABLE, (found) => `$${found}`);
}
