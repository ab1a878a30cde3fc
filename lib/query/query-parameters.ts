import type { CollectionParameters } from '../declare/filter-backend.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';

/** What becomes of some parameters in another URL: a new value, or `undefined` to leave them out. */
export type ParameterChanges = Readonly<Record<string, string | undefined>>;

/** One parameter as it was sent, decoded. */
export type Parameter = readonly [name: string, value: string];

/**
 * A query as programs write it: `'author=Jane+Austen&price[gte]=5'`, or
 * `{ author: 'Jane Austen', 'price[gte]': 5 }`; a list repeats the parameter.
 *
 * @publicApi
 */
export type ProgramQuery =
  string | Readonly<Record<string, ProgramQueryValue | readonly ProgramQueryValue[]>>;

type ProgramQueryValue = string | number | bigint | boolean;

/** The query of one request, in the order of its URL. Names are never the keys of an object. */
export class QueryParameters implements CollectionParameters {
  /** Of a URL without query. */
  static readonly NONE = new QueryParameters([], '');

  /** The query without some parameters, as it was asked for last. */
  private kept: { readonly key: string; readonly text: string } | undefined;

  /** @param text - as it stood in a URL, where it did */
  constructor(
    private readonly sent: readonly Parameter[],
    readonly text?: string,
  ) {}

  /** The parameters of a program: a query string, or their names and values. */
  static of(query: ProgramQuery): QueryParameters {
    if (typeof query === 'string') return new QueryParameters([...new URLSearchParams(query)]);
    return new QueryParameters(
      Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((one): Parameter => [name, String(one)]),
      ),
    );
  }

  /** Each name that was sent, once. */
  get names(): readonly string[] {
    return [...new Set(this.sent.map(([name]) => name))];
  }

  all(name: string): readonly string[] {
    return this.sent.filter(([sent]) => sent === name).map(([, value]) => value);
  }

  one(name: string): string | undefined {
    const values = this.all(name);
    if (values.length > 1) throw new MalformedRequestError(`${name}: it was given more than once`);
    return values[0];
  }

  /** The query of a related URL: all parameters that are not changed stay as they are. */
  toQueryString(changes: ParameterChanges): string {
    const changed = Object.entries(changes);
    const added = changed.flatMap(([name, value]): Parameter[] =>
      value === undefined ? [] : [[name, value]],
    );
    const parts = [this.without(Object.keys(changes)), queryString(added)];
    return parts.filter((part) => part !== '').join('&');
  }

  /** The links of a page change the same parameters. */
  private without(names: readonly string[]): string {
    const key = names.join();
    if (this.kept?.key !== key)
      this.kept = { key, text: queryString(this.sent.filter(([name]) => !names.includes(name))) };
    return this.kept.text;
  }
}

/** What stands for itself in a query, as cursors and numbers do. */
const PLAIN = /^[\w.*-]*$/;

function queryString(parameters: readonly Parameter[]): string {
  const [first, ...others] = parameters;
  if (first === undefined) return '';
  const [name, value] = first;
  if (others.length === 0 && PLAIN.test(name) && PLAIN.test(value)) return `${name}=${value}`;
  return new URLSearchParams(
    parameters.map(([key, text]): [string, string] => [key, text]),
  ).toString();
}
