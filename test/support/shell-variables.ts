import type { ShownRequest } from './readme-requests.js';

const VARIABLE = /\$([A-Z_]+)/g;

/** The variables of a document's shell, such as `$NEXT`: texts that differ from run to run. */
export class ShellVariables {
  private readonly values = new Map<string, string>();

  /** A request with the variables in its path, headers and body put in. */
  expandRequest(request: ShownRequest): ShownRequest {
    const { path, headers, body } = request;
    return {
      ...request,
      path: this.expand(path),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, this.expand(value)]),
      ),
      body: body === undefined ? undefined : this.expand(body),
    };
  }

  /** @throws {@link SyntaxError} where no answer has said what a variable holds */
  expand(text: string): string {
    return text.replace(VARIABLE, (variable, name: string) => {
      const value = this.values.get(name);
      if (value === undefined) throw new SyntaxError(`No answer has shown ${variable}`);
      return value;
    });
  }

  /**
   * What is expected of an answer, with each variable replaced by what the answer has in its place.
   * Where the two don't fit, the variable stays, and the comparison fails.
   */
  learn(expected: unknown, actual: unknown): unknown {
    if (typeof expected === 'string') return this.text(expected, actual);
    if (typeof expected !== 'object' || expected === null) return expected;
    const at = (key: string | number) => (actual as Record<string, unknown> | undefined)?.[key];
    if (Array.isArray(expected)) return expected.map((item, index) => this.learn(item, at(index)));
    return Object.fromEntries(
      Object.entries(expected).map(([name, member]) => [name, this.learn(member, at(name))]),
    );
  }

  private text(expected: string, actual: unknown): string {
    const names = [...expected.matchAll(VARIABLE)].map(([, name = '']) => name);
    if (names.length === 0 || typeof actual !== 'string') return expected;
    const pattern = expected
      .split(/\$[A-Z_]+/)
      .map(escapeRegExp)
      .join('([\\w.-]+)');
    const [, ...found] = new RegExp(`^${pattern}$`).exec(actual) ?? [];
    if (found.length === 0) return expected;
    names.forEach((name, index) => this.values.set(name, found[index] ?? ''));
    return actual;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
