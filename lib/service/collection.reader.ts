import type { FilterBackend } from '../declare/filter-backend.interface.js';
import type { CollectionSchema } from '../query/collection-schema.js';
import type { CollectionPage, Paginator } from '../query/page.interface.js';
import type { Parameter, QueryParameters } from '../query/query-parameters.js';
import { parseQueryString } from '../query/query-string.parser.js';
import type { QueryLimits } from '../query/query-limits.interface.js';
import { sparseFields } from '../query/sparse-fields.js';
import type { CollectionStore } from '../store/collection.store.js';
import { CollectionNarrower } from './collection.narrower.js';
import { CollectionQuestions } from './collection.questions.js';
import type { CollectionRequest } from './collection-request.interface.js';
import { withoutHidden } from './without-hidden.js';

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

/** Reads collections: from the query of a request to a page of rows. */
export class CollectionReader {
  private readonly narrower: CollectionNarrower;
  private readonly questions: CollectionQuestions;

  constructor(private readonly parts: CollectionReaderParts) {
    this.narrower = new CollectionNarrower(parts);
    this.questions = new CollectionQuestions({ ...parts, narrower: this.narrower });
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
    const question = await this.questions.of(asked);
    return await question();
  }
}
