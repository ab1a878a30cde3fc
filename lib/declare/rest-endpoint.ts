import type { EntityManager } from '@mikro-orm/core';

import type { Awaitable, Queryset, Scope } from './hook-results.types.js';
import {
  operationsOf,
  type EndpointOperations,
  type UpdateOptions,
} from './endpoint-operations.js';
import type { LightApiRequest } from './light-api-request.interface.js';
import type { RequestBody, Stored, StoredCollection } from './stored.types.js';

/**
 * The base of every endpoint class. Its methods are the hooks: override one to put logic around an
 * operation, and go on with `super`. An instance is a Nest provider, one for the application.
 *
 * @publicApi
 */
export abstract class RestEndpoint {
  /** A MikroORM entity manager of this request's own, forked when it is first touched. */
  protected get em(): EntityManager {
    return operationsOf(this).entityManager();
  }

  /** What the collection shows: everything, unless overridden. Single resources do not ask. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- overrides use it
  queryset(_request: LightApiRequest): Awaitable<Queryset> {
    return undefined;
  }

  /**
   * What the caller may reach, with every verb: everything, unless overridden. A row outside is a
   * 404, and a write that would put a row outside is a 403.
   */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- overrides use it
  scope(_request: LightApiRequest): Awaitable<Scope> {
    return undefined;
  }

  /** The collection. */
  list(request: LightApiRequest): Promise<StoredCollection<this>> {
    return ownOperations(this).list(request);
  }

  /** @throws {@link NotFoundError} */
  retrieve(request: LightApiRequest, id: string): Promise<Stored<this>> {
    return ownOperations(this).retrieve(request, id);
  }

  /**
   * @param data - as it was sent, not validated yet: that is what `super.create` does
   * @throws {@link ValidationError}, {@link UniqueViolationError}, {@link OutOfScopeError},
   * {@link SequenceExhaustedError}
   */
  create(data: RequestBody, request: LightApiRequest): Promise<Stored<this>> {
    return ownOperations(this).create(data, request);
  }

  /**
   * @param data - as it was sent, `version` included, not validated yet
   * @throws {@link ValidationError}, {@link NotFoundError}, {@link VersionConflictError},
   * {@link VersionExhaustedError}, {@link PreconditionFailedError}, {@link UniqueViolationError},
   * {@link OutOfScopeError}
   */
  update(
    id: string,
    data: RequestBody,
    request: LightApiRequest,
    options: UpdateOptions,
  ): Promise<Stored<this>> {
    return ownOperations(this).update(id, data, request, options);
  }

  /** @throws {@link NotFoundError}, {@link PreconditionFailedError}, {@link ReferencedRowError} */
  destroy(id: string, request: LightApiRequest): Promise<void> {
    return ownOperations(this).destroy(id, request);
  }

  /** All of GET: the collection, or one resource where the path has an id. */
  get(request: LightApiRequest): Promise<unknown> {
    const id = operationsOf(this).idOf(request);
    return id === undefined ? this.list(request) : this.retrieve(request, id);
  }

  /** All of POST. */
  post(request: LightApiRequest): Promise<unknown> {
    return this.create(request.body as RequestBody, request);
  }

  /** All of PUT. */
  put(request: LightApiRequest): Promise<unknown> {
    return this.update(pathId(this, request), request.body as RequestBody, request, {
      partial: false,
    });
  }

  /** All of PATCH. */
  patch(request: LightApiRequest): Promise<unknown> {
    return this.update(pathId(this, request), request.body as RequestBody, request, {
      partial: true,
    });
  }

  /** All of DELETE. */
  delete(request: LightApiRequest): Promise<unknown> {
    return this.destroy(pathId(this, request), request);
  }

  /**
   * Runs `task` after the answer has been sent; an error in it reaches the log and nobody else. The
   * process waits for it when it shuts down, but a crash loses it.
   *
   * @throws TypeError outside a request, and after the hook that calls it has ended
   */
  protected background<A extends unknown[]>(task: (...args: A) => unknown, ...args: A): void {
    operationsOf(this).background(() => task(...args));
  }
}

function ownOperations<T extends RestEndpoint>(endpoint: T): EndpointOperations<T> {
  return operationsOf(endpoint) as EndpointOperations<T>;
}

function pathId(endpoint: RestEndpoint, request: LightApiRequest): string {
  return operationsOf(endpoint).idOf(request) ?? '';
}
