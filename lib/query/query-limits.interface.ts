/**
 * How much one query string may ask for; more is a 400 that names the parameter.
 *
 * @publicApi
 */
export interface QueryLimits {
  /** Parameters of a query string, repeated ones counted each. @default 50 */
  readonly parameters: number;
  /** Characters of one filter's value. @default 1000 */
  readonly valueLength: number;
  /** Characters of what `like`, `ilike`, `contains` and their sisters look for. @default 100 */
  readonly patternLength: number;
  /** Values of one filter, e.g. of `?id[in]=1,2,3`. @default 100 */
  readonly listLength: number;
  /** Characters of `?search=`. @default 200 */
  readonly searchLength: number;
  /** Words of `?search=`. @default 10 */
  readonly searchWords: number;
  /** Fields of `?ordering=`. @default 8 */
  readonly orderingTerms: number;
}

/** What holds unless the options say otherwise. */
export const QUERY_LIMITS: QueryLimits = {
  parameters: 50,
  valueLength: 1000,
  patternLength: 100,
  listLength: 100,
  searchLength: 200,
  searchWords: 10,
  orderingTerms: 8,
};
