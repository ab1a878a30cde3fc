import type { CountMode } from '../declare/pagination-options.interface.js';
import type { QueryParameter, ValueSchema } from '../declare/value-schema.interface.js';
import type { CollectionQuery } from './collection-query.js';
import type { PlaceValue } from './place.js';
import type { ParameterChanges, QueryParameters } from './query-parameters.js';

/** A row as the driver gave it: one value for each of `model.columns`. */
export type DriverRow = readonly unknown[];

/** The places of rows whose values are not what the driver gave, and no others'. */
export type ExactPlaces = ReadonlyMap<DriverRow, readonly PlaceValue[]>;

/** A place in an ordering: what a row there has in each of its fields. */
export interface KeysetPosition {
  readonly values: readonly PlaceValue[];
  /** The row at the place itself belongs to what comes after it. */
  readonly inclusive: boolean;
}

/** The rows to fetch of a query. */
export interface RowWindow {
  readonly limit: number;
  /** Whether the limit is that of the endpoint, and not what a client has asked for. */
  readonly isDefault: boolean;
  readonly offset: number;
  /** Only rows that come after it. */
  readonly after: KeysetPosition | undefined;
  /** From the end of the ordering. */
  readonly reversed: boolean;
}

/** The relations of pages, as links call them. @see RFC 8288, section 3.3 */
export type LinkRelation = 'first' | 'prev' | 'next' | 'last';

/** A page that was read. */
export interface CollectionPage {
  readonly rows: readonly DriverRow[];
  /** More rows would be there, and no link leads to them. */
  readonly truncated: boolean;
  /** How the rows were counted, where they were. */
  readonly count: CountMode | undefined;
  /** The other pages: how their queries differ from this one's. */
  readonly links: Readonly<Partial<Record<LinkRelation, ParameterChanges>>>;
  /**
   * The members that stand before `results`.
   *
   * @param url - of a page whose query differs so
   */
  envelope(url: (changes: ParameterChanges) => string): Readonly<Record<string, Scalar>>;
}

type Scalar = string | number | null;

/** How many rows there are, and how well that is known. */
export interface RowCount {
  /** `null` where they were not counted. */
  readonly rows: number | null;
  readonly mode: CountMode;
}

/** What to fetch for a page, and what to make of it. */
export interface PagePlan {
  readonly window: RowWindow;
  /** How the rows of all pages are counted; `undefined` where the style has no count. */
  readonly count: CountMode | undefined;
  /** Of rows that were read, those whose places the page tells. @default none */
  readonly edges?: (rows: readonly DriverRow[]) => readonly DriverRow[];
  /**
   * @param count - `undefined` where none was asked for
   * @param places - of `edges`. @default as the driver gave their values
   */
  page(
    rows: readonly DriverRow[],
    count: RowCount | undefined,
    places?: ExactPlaces,
  ): CollectionPage;
}

/** What a client sees of a style. */
export interface PageDescription {
  readonly parameters: readonly QueryParameter[];
  /** What stands before `results`, always all of it. */
  readonly members: Readonly<Record<string, ValueSchema>>;
  /** Names such a page, behind the name of what is in it. */
  readonly suffix: string;
  /** Whether other pages are linked. */
  readonly isLinked: boolean;
}

/** One pagination style, for one endpoint. */
export interface Paginator {
  /** What the document of the API says. */
  describe(): PageDescription;
  /**
   * @param preferred - what `Prefer: count=…` asks for
   * @throws {@link MalformedRequestError} for a page or cursor that can't be
   */
  plan(
    parameters: QueryParameters,
    query: CollectionQuery,
    preferred: CountMode | undefined,
  ): PagePlan;
}
