import fc from 'fast-check';

/** A resource as JSON has it. */
export type JsonRow = Readonly<Record<string, any>>;

type Value = string | number | boolean;
type Compare = (a: Value, b: Value) => number;

/** A field of the rows that the properties are about: what it may hold, and how that compares. */
interface NaiveField {
  readonly values: readonly Value[];
  readonly compare: Compare;
  /** Has patterns. */
  readonly text?: true;
  /** Is no boolean, whose order no filter asks for, and no key. */
  readonly ranges: boolean;
}

const bytes: Compare = (a, b) => Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
const numbers: Compare = (a, b) => Number(a) - Number(b);
const integers: Compare = (a, b) => {
  const [left, right] = [unscaled(a), unscaled(b)];
  return left < right ? -1 : Number(left > right);
};

function unscaled(value: Value): bigint {
  return BigInt(String(value).replace('.', ''));
}

/** Few values, so that many rows are equal in a field; among them those that mean something to SQL. */
const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'b', 'é', 'É', '%', '_', '\\', '[a]', '*', '?', 'a b'];

/** The members of the resource, but for those that every resource has. */
export const NAIVE_FIELDS: Readonly<Record<string, NaiveField>> = {
  name: { values: [...TEXTS, '\u{1f600}', '\uffee'], compare: bytes, text: true, ranges: true },
  amount: { values: [-2_147_483_648, -7, 0, 7, 10], compare: numbers, ranges: true },
  total: {
    values: ['-9223372036854775808', '-7', '0', '9', '10', '9007199254740993'],
    compare: integers,
    ranges: true,
  },
  ratio: {
    values: [-1e300, -0.1, 0, 0.1, 0.30000000000000004, 1e-7],
    compare: numbers,
    ranges: true,
  },
  price: { values: ['-9.50', '0.00', '0.05', '9.50', '10.00'], compare: integers, ranges: true },
  flag: { values: [false, true], compare: numbers, ranges: false },
  moment: {
    values: ['0001-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999Z', '2000-01-01T00:00:00.000Z'],
    compare: bytes,
    ranges: true,
  },
  day: { values: ['0099-12-31', '2024-02-29', '9999-12-31'], compare: bytes, ranges: true },
  ref: {
    values: ['0a000000-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000000'],
    compare: bytes,
    ranges: false,
  },
};

const NAMES = Object.keys(NAIVE_FIELDS);

/** A row that is to be stored: a quarter of all is `null`. */
const naiveRow = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      fc.option(fc.constantFrom(...NAIVE_FIELDS[name]!.values), { freq: 3, nil: null }),
    ]),
  ),
);

/** Mostly enough rows for several pages. */
export const naiveBatch = fc.oneof(
  { weight: 5, arbitrary: fc.array(naiveRow, { minLength: 10, maxLength: 20 }) },
  { weight: 1, arbitrary: fc.array(naiveRow, { maxLength: 3 }) },
);

/** One parameter of a query, and whether a row satisfies it. */
export interface NaiveFilter {
  readonly parameter: readonly [name: string, value: string];
  holds(row: JsonRow): boolean;
}

type Holds = (value: Value, operands: readonly Value[], compare: Compare) => boolean;

const SCALARS: Readonly<Record<string, Holds>> = {
  eq: (value, [a], compare) => compare(value, a!) === 0,
  ne: (value, [a], compare) => compare(value, a!) !== 0,
};
const RANGES: Readonly<Record<string, Holds>> = {
  gt: (value, [a], compare) => compare(value, a!) > 0,
  gte: (value, [a], compare) => compare(value, a!) >= 0,
  lt: (value, [a], compare) => compare(value, a!) < 0,
  lte: (value, [a], compare) => compare(value, a!) <= 0,
  between: (value, [a, b], compare) => compare(value, a!) >= 0 && compare(value, b!) <= 0,
};
const LISTS: Readonly<Record<string, Holds>> = {
  in: (value, all, compare) => all.some((each) => compare(value, each) === 0),
  nin: (value, all, compare) => all.every((each) => compare(value, each) !== 0),
};
const PATTERNS: Readonly<Record<string, Holds>> = {
  contains: (value, [a]) => String(value).includes(String(a)),
  startswith: (value, [a]) => String(value).startsWith(String(a)),
  endswith: (value, [a]) => String(value).endsWith(String(a)),
  like: (value, [a]) => like(String(a), 'su').test(String(value)),
  ilike: (value, [a]) => like(String(a), 'isu').test(String(value)),
};

/** How many operands an operator takes. */
const OPERANDS: Readonly<Record<string, number>> = { between: 2, in: 3, nin: 2 };

/** Wildcards, escaped characters, and characters. */
function like(pattern: string, flags: string): RegExp {
  const source = pattern.replace(/\\[^]|[^]/gu, (token) => {
    if (token === '%') return '.*';
    if (token === '_') return '.';
    const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
    return character.replace(/[\\*?[\].]/, '\\$&');
  });
  return new RegExp(`^${source}$`, flags);
}

function filterOn(name: string): fc.Arbitrary<NaiveFilter> {
  const { values, compare, text, ranges } = NAIVE_FIELDS[name]!;
  const operators = { ...SCALARS, ...LISTS, ...(ranges && RANGES), ...(text && PATTERNS) };
  return fc.constantFrom(...Object.keys(operators), 'isnull').chain((operator) => {
    if (operator === 'isnull') return fc.boolean().map((yes) => isNull(name, yes));
    const count = OPERANDS[operator] ?? 1;
    return fc
      .array(fc.constantFrom(...values), { minLength: count, maxLength: count })
      .filter(([first]) => !isDangling(operator, first))
      .map((operands) => ({
        parameter: [`${name}[${operator}]`, operands.join(',')] as const,
        holds: ({ [name]: value }: JsonRow) =>
          value !== null && operators[operator]!(value as Value, operands, compare),
      }));
  });
}

function isDangling(operator: string, operand: Value | undefined): boolean {
  return operator.endsWith('like') && operand === '\\';
}

function isNull(name: string, yes: boolean): NaiveFilter {
  return {
    parameter: [`${name}[isnull]`, String(yes)],
    holds: (row) => (row[name] === null) === yes,
  };
}

const SEARCH: fc.Arbitrary<NaiveFilter> = fc
  .uniqueArray(fc.constantFrom(...TEXTS.filter((text) => text !== '')), { maxLength: 2 })
  .map((words) => ({
    parameter: ['search', words.join(' ')],
    holds: ({ name }) =>
      words
        .flatMap((word) => word.split(' '))
        .every((word) => (name as string | null)?.toLowerCase().includes(word.toLowerCase())),
  }));

/** Filters of different parameters; mostly none, as few rows satisfy two. */
const naiveFilters: fc.Arbitrary<readonly NaiveFilter[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...NAMES)
      .chain(filterOn)
      .map(one),
  },
  { weight: 1, arbitrary: SEARCH.map(one) },
  { weight: 1, arbitrary: fc.tuple(filterOn('name'), filterOn('total'), SEARCH) },
);

function one<T>(value: T): readonly T[] {
  return [value];
}

/** One step of an ordering. */
export interface NaiveTerm {
  readonly name: string;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | undefined;
}

const naiveOrdering: fc.Arbitrary<readonly NaiveTerm[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...NAMES),
    descending: fc.boolean(),
    nulls: fc.constantFrom('first', 'last', undefined),
  }),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);

/** The value of `?ordering=`. */
function orderingText(terms: readonly NaiveTerm[]): string {
  return terms
    .map(({ name, descending, nulls }) => {
      return `${descending ? '-' : ''}${name}${nulls === undefined ? '' : `.nulls${nulls}`}`;
    })
    .join(',');
}

/** What a collection of these rows has to answer, without any database. */
export function naiveRows(
  rows: readonly JsonRow[],
  filters: readonly NaiveFilter[],
  ordering: readonly NaiveTerm[],
): readonly JsonRow[] {
  return rows
    .filter((row) => filters.every((filter) => filter.holds(row)))
    .sort((a, b) => {
      const differences = ordering.map((term) => difference(term, a[term.name], b[term.name]));
      return differences.find((each) => each !== 0) ?? a.id - b.id;
    });
}

function difference({ name, descending, nulls }: NaiveTerm, a: unknown, b: unknown): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === (nulls === 'first') ? -1 : 1;
  }
  const ascending = NAIVE_FIELDS[name]!.compare(a as Value, b as Value);
  return descending ? -ascending : ascending;
}

/** What a page of a walk is read by. */
export interface Question {
  readonly filters: readonly NaiveFilter[];
  readonly ordering: readonly NaiveTerm[];
  readonly size: number;
}

export const question: fc.Arbitrary<Question> = fc.record({
  filters: naiveFilters,
  ordering: naiveOrdering,
  size: fc.integer({ min: 1, max: 7 }),
});

/** The query string of a question about the rows of one batch. */
export function queryOf({ filters, ordering, size }: Question, batch: number): string {
  const query = new URLSearchParams({ batch: String(batch), page_size: String(size) });
  if (ordering.length > 0) query.append('ordering', orderingText(ordering));
  for (const { parameter } of filters) query.append(...parameter);
  return query.toString();
}
