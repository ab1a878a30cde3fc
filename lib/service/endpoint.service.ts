import type { RestEndpoint } from '../declare/rest-endpoint.js';
import type {
  ChangeInput,
  Collection,
  CreateInput,
  ReplaceInput,
  Resource,
} from '../declare/resource.types.js';
import { QueryParameters } from '../query/query-parameters.js';
import type {
  CallOptions,
  JudgedCallOptions,
  ListOptions,
  ResourceId,
} from './call-options.interface.js';
import type { CollectionReader } from './collection.reader.js';
import { holeIn, isNothing } from './condition-holes.js';
import type { EndpointHooks } from './endpoint-hooks.js';
import type { Preconditions } from './preconditions.interface.js';
import { currentContext } from './request-context.js';
import type { RowHydrator } from './row.hydrator.js';
import type { RowKeys } from './row-keys.js';
import type { RowOperations } from './row-operations.js';

/** What makes a service. */
export interface EndpointServiceParts {
  readonly operations: RowOperations;
  readonly hydrator: RowHydrator;
  readonly hooks: EndpointHooks;
  readonly reader: CollectionReader;
  readonly keys: RowKeys;
}

/**
 * The resources of one endpoint, for programs: with the validation, the locking and the scope that
 * HTTP has. Inject it by `@InjectEndpoint(Book)`. Hooks of the class are not called, except for
 * `scope` and `queryset`.
 *
 * Beside what is named at each, the five operations throw {@link DatabaseUnavailableError},
 * {@link PermissionDeniedError} for what the database forbids, and where the class has a `scope`
 * {@link ScopeUnknownError} without a request, and {@link OutOfScopeError} for a condition on `undefined`.
 *
 * @typeParam T - the endpoint class
 * @publicApi
 */
export class EndpointService<T extends RestEndpoint = RestEndpoint> {
  /** @internal Made by the module, for each endpoint. */
  constructor(
    private readonly parts: EndpointServiceParts,
    private readonly scoped = true,
  ) {}

  /** The same rows for work on nobody's behalf: neither `scope` nor `queryset` are asked. */
  get unscoped(): EndpointService<T> {
    return new EndpointService<T>(this.parts, false);
  }

  /**
   * A page of the collection, or as many rows as `maxResults` of the module's options allows.
   *
   * @example
   * ```ts
   * const { results, count } = await books.list({ query: { 'price[lt]': 10, ordering: '-price' } });
   * ```
   * @throws {@link MalformedRequestError} for a query that HTTP would answer with 400
   * @throws TypeError for a condition within others that is none, as one on `undefined` or `{}`, or one that
   *   the database can't be asked
   */
  async list(options: ListOptions<T> = {}): Promise<Collection<T>> {
    const { count, query = '' } = options;
    const request = this.scoped ? (options.request ?? currentContext()?.request) : undefined;
    const parameters = QueryParameters.of(query);
    const conditions = [
      ...(await this.collectionConditions(options)),
      ...ownConditions(options.where),
    ];
    const { reader, hydrator } = this.parts;
    const page = await reader.read({ parameters, conditions, request, count });
    return {
      ...page.envelope((changes) => `?${parameters.toQueryString(changes)}`),
      results: page.rows.map((row) => hydrator.resource(row) as Resource<T>),
    };
  }

  /** @throws {@link NotFoundError} */
  async retrieve(id: ResourceId, options: CallOptions = {}): Promise<Resource<T>> {
    return this.find(this.given(id), options);
  }

  /**
   * @throws {@link ValidationError}, {@link UniqueViolationError}, {@link OutOfScopeError},
   * {@link SequenceExhaustedError}
   */
  async create(data: CreateInput<T>, options: CallOptions = {}): Promise<Resource<T>> {
    const scope = await this.scope(options);
    return this.resource(await this.parts.operations.create(data, scope));
  }

  /**
   * Replaces a row, or with `partial` changes some members of it, unless somebody else has done so
   * since `data.version` was read.
   *
   * @throws {@link ValidationError}, {@link NotFoundError}, {@link VersionConflictError},
   * {@link VersionExhaustedError}, {@link UniqueViolationError}, {@link OutOfScopeError}
   */
  async update(
    id: ResourceId,
    data: ChangeInput<T>,
    options: CallOptions & { readonly partial: true },
  ): Promise<Resource<T>>;
  async update(
    id: ResourceId,
    data: ReplaceInput<T>,
    options?: CallOptions & { readonly partial?: false },
  ): Promise<Resource<T>>;
  async update(
    id: ResourceId,
    data: ChangeInput<T> | ReplaceInput<T>,
    options: CallOptions & { readonly partial?: boolean } = {},
  ): Promise<Resource<T>> {
    const { partial = false } = options;
    return this.change(this.given(id), { body: data, partial, preconditions: {} }, options);
  }

  /**
   * @param options - with `version`, only a row of that version is deleted
   * @throws {@link NotFoundError}, {@link PreconditionFailedError}, {@link ReferencedRowError}
   */
  async destroy(
    id: ResourceId,
    options: CallOptions & { readonly version?: number | string | undefined } = {},
  ): Promise<void> {
    const ifMatch = options.version === undefined ? undefined : [String(options.version)];
    await this.remove(this.given(id), { ifMatch }, options);
  }

  /**
   * Outdates the answers that are cached, of every endpoint on the table: after a write that neither
   * an endpoint nor its service made, as of `em` or of a statement of the program's own.
   */
  async outdateAnswers(): Promise<void> {
    await this.parts.operations.outdate();
  }

  /** @internal As `retrieve`, for a request. */
  async find(id: ResourceId, options: JudgedCallOptions): Promise<Resource<T>> {
    const scope = await this.scope(options);
    return this.resource(await this.parts.operations.retrieve(id, scope, options.judge));
  }

  /** @internal As `update`, for a body as it came and with the preconditions of HTTP. */
  async change(
    id: ResourceId,
    update: Parameters<RowOperations['update']>[1],
    options: JudgedCallOptions,
  ): Promise<Resource<T>> {
    const scope = await this.scope(options);
    return this.resource(await this.parts.operations.update(id, update, scope, options.judge));
  }

  /** @internal As `destroy`, with the preconditions of HTTP. */
  async remove(
    id: ResourceId,
    preconditions: Preconditions,
    options: JudgedCallOptions,
  ): Promise<void> {
    const scope = await this.scope(options);
    await this.parts.operations.destroy(id, preconditions, scope, options.judge);
  }

  /** @see RowKeys.given */
  private given(id: ResourceId): ResourceId {
    return this.parts.keys.given(id);
  }

  private async scope({ request }: CallOptions): Promise<object | undefined> {
    return this.scoped ? this.parts.hooks.scope(request) : undefined;
  }

  private async collectionConditions(options: CallOptions): Promise<readonly object[]> {
    return this.scoped ? this.parts.hooks.collectionConditions(options.request) : [];
  }

  private resource(row: readonly unknown[]): Resource<T> {
    return this.parts.hydrator.resource(row) as Resource<T>;
  }
}

function ownConditions(where: object = {}): object[] {
  const hole = holeIn(where);
  if (hole !== undefined) throw new TypeError(`where: ${hole}.`);
  return isNothing(where) ? [] : [where];
}
