import type { EntityManager } from '@mikro-orm/core';

import type { LightApiRequest } from './light-api-request.interface.js';
import type { RequestBody, Stored, StoredCollection } from './stored.types.js';

/** What `update` is told about the verb: PATCH is partial, PUT is not. */
export interface UpdateOptions {
  readonly partial: boolean;
}

/** What the defaults of {@link RestEndpoint}'s hooks call; made at start, one for each endpoint. */
export interface EndpointOperations<T = unknown> {
  list(request: LightApiRequest): Promise<StoredCollection<T>>;
  retrieve(request: LightApiRequest, id: string): Promise<Stored<T>>;
  create(data: RequestBody, request: LightApiRequest): Promise<Stored<T>>;

  update(
    id: string,
    data: RequestBody,
    request: LightApiRequest,
    options: UpdateOptions,
  ): Promise<Stored<T>>;
  destroy(id: string, request: LightApiRequest): Promise<void>;
  /** What the path has behind the collection's; `undefined` at the collection itself. */
  idOf(request: LightApiRequest): string | undefined;
  /** Of the request that is being served. */
  entityManager(): EntityManager;
  /** Runs after the answer of the request that is being served. */
  background(task: () => unknown): void;
}

const bound = new WeakMap<object, EndpointOperations>();

/** Gives an instance of an endpoint class its operations. */
export function bindOperations(endpoint: object, operations: EndpointOperations): void {
  bound.set(endpoint, operations);
}

/** The operations of an instance that the module made. */
export function operationsOf(endpoint: object): EndpointOperations {
  const operations = bound.get(endpoint);
  if (operations === undefined)
    throw new TypeError(
      `${endpoint.constructor.name} was not made by LightApiModule: list it in 'endpoints' and inject it, instead of calling 'new'.`,
    );
  return operations;
}
