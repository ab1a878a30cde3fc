import type { EntityManager } from '@mikro-orm/core';

import type { EndpointOperations, UpdateOptions } from '../declare/endpoint-operations.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { RequestBody, Stored, StoredCollection } from '../declare/resource.types.js';
import { readPreconditions } from '../respond/entity-tag.js';
import type { EndpointService, JudgedCallOptions } from '../service/endpoint.service.js';
import { currentContext, type RequestContext } from '../service/request-context.js';

/** What `super.create(…)` and its sisters reach: the generic service, as the request asks for it. */
export class HookOperations implements EndpointOperations {
  /**
   * @param judgeOf - the judge of the rows that a request is for
   * @param forkEntityManager - makes the entity manager of one request
   */
  constructor(
    private readonly service: EndpointService,
    private readonly judgeOf: (request: LightApiRequest) => JudgedCallOptions['judge'],
    private readonly forkEntityManager: () => EntityManager,
  ) {}

  list(request: LightApiRequest): Promise<StoredCollection<unknown>> {
    return this.service.list({ request });
  }

  retrieve(request: LightApiRequest, id: string): Promise<Stored<unknown>> {
    return this.service.find(id, this.judged(request));
  }

  create(data: RequestBody, request: LightApiRequest): Promise<Stored<unknown>> {
    return this.service.create(data, { request });
  }

  update(
    id: string,
    data: RequestBody,
    request: LightApiRequest,
    { partial }: UpdateOptions,
  ): Promise<Stored<unknown>> {
    const preconditions = readPreconditions(request.headers);
    return this.service.change(id, { body: data, partial, preconditions }, this.judged(request));
  }

  destroy(id: string, request: LightApiRequest): Promise<void> {
    return this.service.remove(id, readPreconditions(request.headers), this.judged(request));
  }

  private judged(request: LightApiRequest): JudgedCallOptions {
    return { request, judge: this.judgeOf(request) };
  }

  entityManager(): EntityManager {
    const context = contextFor('em');
    return (context.em ??= this.forkEntityManager());
  }

  background(task: () => unknown): void {
    contextFor('background()').tasks.push(task);
  }
}

function contextFor(what: string): RequestContext {
  const context = currentContext();
  if (context === undefined)
    throw new TypeError(`'this.${what}' belongs to a request, and none is being served here.`);
  return context;
}
