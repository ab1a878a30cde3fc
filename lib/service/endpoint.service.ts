import type { Condition } from '../declare/condition.types.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import type {
  ChangeInput,
  Collection,
  CreateInput,
  ReplaceInput,
  Resource,
} from '../declare/resource.types.js';
import { type EndpointHooks, holeIn } from './endpoint-hooks.js';
import type { Preconditions } from './preconditions.interface.js';
import type { RowHydrator } from './row.hydrator.js';
import type { RowJudge, RowOperations } from './row-operations.js';

/** On whose behalf a service is called. */
export interface CallOptions {
  /** Whose `scope` holds. @default the request that a hook is serving, if one is */
  readonly request?: LightApiRequest;
}

/** Which part of a collection is asked for. */
export interface ListOptions<T> extends CallOptions {
  /** Conditions of the program's own, beside scope and queryset. */
  readonly where?: Condition<T>;
}

/** A call that a request makes: its caller's permissions hold for each row. */
export interface JudgedCallOptions extends CallOptions {
  readonly judge?: RowJudge | undefined;
}

/** An id, as a program or a path has it. */
export type ResourceId = number | string;

/** What makes a service. */
export interface EndpointServiceParts {
  readonly operations: RowOperations;
  readonly hydrator: RowHydrator;
  readonly hooks: EndpointHooks;
}

/**
 * The resources of one endpoint, for programs: with the validation, the locking and the scope that
 * HTTP has. Inject it by `@InjectEndpoint(Book)`. Hooks of the class are not called, except for
 * `scope` and `queryset`.
 *
 * @typeParam T - the endpoint class
 * @publicApi
 */
export class EndpointService<T extends RestEndpoint = RestEndpoint> {
  constructor(
    private readonly parts: EndpointServiceParts,
    private readonly scoped = true,
  ) {}

  /** The same rows for work on nobody's behalf: neither `scope` nor `queryset` are asked. */
  get unscoped(): EndpointService<T> {
    return new EndpointService<T>(this.parts, false);
  }

  /**
   * The first rows by key, at most `maxResults` of the module's options.
   *
   * @throws TypeError for a condition on `undefined`, which could be read as none
   */
  async list(options: ListOptions<T> = {}): Promise<Collection<T>> {
    const { where = {} } = options;
    const hole = holeIn(where);
    if (hole !== undefined) throw new TypeError(`The condition on '${hole}' is undefined.`);
    const own = Object.keys(where).length > 0 ? [where] : [];
    const conditions = [...(await this.collectionConditions(options)), ...own];
    const { rows } = await this.parts.operations.list(conditions);
    return { results: rows.map((row) => this.parts.hydrator.resource(row) as Resource<T>) };
  }

  /** @throws {@link NotFoundError} */
  async retrieve(id: ResourceId, options: CallOptions = {}): Promise<Resource<T>> {
    return this.find(id, options);
  }

  /** @throws {@link ValidationError}, {@link UniqueViolationError}, {@link OutOfScopeError} */
  async create(data: CreateInput<T>, options: CallOptions = {}): Promise<Resource<T>> {
    const scope = await this.scope(options);
    return this.resource(await this.parts.operations.create(data, scope));
  }

  /**
   * Replaces a row, or with `partial` changes some members of it, unless somebody else has done so
   * since `data.version` was read.
   *
   * @throws {@link ValidationError}, {@link NotFoundError}, {@link VersionConflictError},
   * {@link UniqueViolationError}, {@link OutOfScopeError}
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
    return this.change(id, { body: data, partial, preconditions: {} }, options);
  }

  /**
   * @param options - with `version`, only a row of that version is deleted
   * @throws {@link NotFoundError}, {@link PreconditionFailedError}, {@link ReferencedRowError}
   */
  async destroy(
    id: ResourceId,
    options: CallOptions & { readonly version?: number } = {},
  ): Promise<void> {
    const ifMatch = options.version === undefined ? undefined : [options.version];
    await this.remove(id, { ifMatch }, options);
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

  private async scope({ request }: CallOptions): Promise<object | undefined> {
    return this.scoped ? this.parts.hooks.scope(request) : undefined;
  }

  private async collectionConditions(options: CallOptions): Promise<object[]> {
    if (!this.scoped) return [];
    const { hooks } = this.parts;
    const conditions = [await hooks.scope(options.request), await hooks.queryset(options.request)];
    return conditions.filter((condition) => condition !== undefined);
  }

  private resource(row: readonly unknown[]): Resource<T> {
    return this.parts.hydrator.resource(row) as Resource<T>;
  }
}
