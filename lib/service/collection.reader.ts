import type { FilterBackend } from '../declare/filter-backend.interface.js';
import type { CountMode } from '../declare/pagination-options.interface.js';
import type { CollectionQuery } from '../query/collection-query.js';
import type { CollectionSchema } from '../query/collection-schema.js';
import type { CollectionPage, Paginator, RowCount } from '../query/page.interface.js';
import type { Parameter, QueryParameters } from '../query/query-parameters.js';
import { parseQueryString } from '../query/query-string.parser.js';
import type { QueryLimits } from '../query/query-limits.interface.js';
import { sparseFields } from '../query/sparse-fields.js';
import type { CollectionStore } from '../store/collection.store.js';
import { CollectionNarrower } from './collection.narrower.js';
import type { CollectionRequest } from './collection-request.interface.js';

/** What makes a reader. */
export interface CollectionReaderParts {
  readonly schema: CollectionSchema;
  readonly paginator: Paginator;
  readonly store: CollectionStore;
  readonly limits: QueryLimits;
  /** Positions in `model.columns` of the members that GET shows. */
  readonly readable: readonly number[];
  /** What narrows the collection, in order. Asked for late, as Nest makes some of them. */
  readonly backends: () => readonly FilterBackend[];
}

/** Up to here an estimate is no gain, and PostgreSQL's may be far off. */
const WORTH_ESTIMATING = 1000;

/** Reads collections: from the query of a request to a page of rows. */
export class CollectionReader {
  private readonly narrower: CollectionNarrower;

  constructor(private readonly parts: CollectionReaderParts) {
    this.narrower = new CollectionNarrower(parts);
  }

  /** @throws {@link MalformedRequestError} for a query that can't be read */
  parameters(url: string): QueryParameters {
    return parseQueryString(url, this.parts.limits);
  }

  /**
   * The members that a GET shows: positions in `model.columns`.
   *
   * @param hidden - those that the caller may not see
   * @throws {@link MalformedRequestError} for a member in `?fields=` that is not to be seen
   */
  shown(parameters: QueryParameters, hidden: ReadonlySet<number>): readonly number[] {
    const { schema, readable } = this.parts;
    return sparseFields(parameters, schema.fields, withoutHidden(readable, hidden));
  }

  /** The parameters that an answer depends on, sorted by name: all others are ignored. */
  knownParameters(parameters: QueryParameters): readonly Parameter[] {
    const known = parameters.names.filter((name) => this.narrower.reads(name));
    return known
      .sort()
      .flatMap((name) => parameters.all(name).map((value) => [name, value] as const));
  }

  /** @throws {@link MalformedRequestError} naming the parameter */
  async read(asked: CollectionRequest): Promise<CollectionPage> {
    const { paginator, store } = this.parts;
    const query = await this.narrower.narrow(asked);
    const plan = paginator.plan(asked.parameters, query, asked.count);
    const [rows, count] = await Promise.all([
      store.select(query, plan.window),
      plan.count === undefined ? undefined : this.count(query, plan.count),
    ]);
    return plan.page(rows, count);
  }

  private async count(query: CollectionQuery, mode: CountMode): Promise<RowCount> {
    const { store } = this.parts;
    if (mode === 'none') return { rows: null, mode };
    const estimate = mode === 'estimated' ? await store.estimate(query) : undefined;
    if (estimate !== undefined && estimate > WORTH_ESTIMATING) return { rows: estimate, mode };
    return { rows: await store.count(query), mode: 'exact' };
  }
}

/** What is left of some members: positions in `model.columns`. */
export function withoutHidden(
  positions: readonly number[],
  hidden: ReadonlySet<number>,
): readonly number[] {
  return hidden.size === 0 ? positions : positions.filter((at) => !hidden.has(at));
}
