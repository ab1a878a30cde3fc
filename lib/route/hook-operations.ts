import type { EntityManager } from '@mikro-orm/core';

import type { EndpointOperations, UpdateOptions } from '../declare/endpoint-operations.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { RequestBody, Stored, StoredCollection } from '../declare/stored.types.js';
import { readPreconditions } from '../respond/entity-tag.js';
import { afterCommit } from '../service/after-commit.js';
import type { EndpointService } from '../service/endpoint.service.js';
import type { JudgedCallOptions } from '../service/call-options.interface.js';
import { currentContext, type RequestContext } from '../service/request-context.js';
import type { RowHydrator } from '../service/row.hydrator.js';
import type { CollectionResponder } from './collection.responder.js';
import { pathIdOf } from './path-id.js';
import type { RowKeys } from '../service/row-keys.js';
import { type FieldRights, keptFields } from './field-rights.interface.js';

/** What makes the operations of hooks. */
export interface HookOperationsParts {
  readonly service: EndpointService;
  readonly collection: CollectionResponder;
  readonly hydrator: RowHydrator;
  readonly keys: RowKeys;
  /** The judge of the rows that a request is for. */
  readonly judgeOf: (request: LightApiRequest) => JudgedCallOptions['judge'];
  readonly fields: FieldRights;
  /** Makes the entity manager of one request. */
  readonly forkEntityManager: () => EntityManager;
}

/** What `super.create(…)` and its sisters reach: the generic service, as the request asks for it. */
export class HookOperations implements EndpointOperations {
  constructor(private readonly parts: HookOperationsParts) {}

  async list(request: LightApiRequest): Promise<StoredCollection<unknown>> {
    const { collection, hydrator } = this.parts;
    const { rows, envelope, headers } = await collection.answer(request);
    Object.assign(currentContext()?.headers ?? {}, headers);
    return {
      ...envelope,
      results: rows.map((row) => hydrator.resource(row) as unknown as Stored<unknown>),
    };
  }

  retrieve(request: LightApiRequest, id: string): Promise<Stored<unknown>> {
    return this.parts.service.find(id, this.judged(request));
  }

  create(data: RequestBody, request: LightApiRequest): Promise<Stored<unknown>> {
    return this.parts.service.create(data, { request });
  }

  async update(
    id: string,
    data: RequestBody,
    request: LightApiRequest,
    { partial }: UpdateOptions,
  ): Promise<Stored<unknown>> {
    const preconditions = readPreconditions(request.headers);
    const kept = await keptFields(this.parts.fields, request);
    return this.parts.service.change(
      id,
      { body: data, partial, preconditions, kept },
      this.judged(request),
    );
  }

  destroy(id: string, request: LightApiRequest): Promise<void> {
    return this.parts.service.remove(id, readPreconditions(request.headers), this.judged(request));
  }

  idOf(request: LightApiRequest): string | undefined {
    return pathIdOf(request, this.parts.keys);
  }

  private judged(request: LightApiRequest): JudgedCallOptions {
    return { request, judge: this.parts.judgeOf(request) };
  }

  entityManager(): EntityManager {
    const context = contextFor('em');
    return (context.em ??= this.parts.forkEntityManager());
  }

  background(task: () => unknown): void {
    const context = contextFor('background()');
    if (context.tasks === undefined) throw tooLate();
    void afterCommit(() => {
      // A transaction that nobody waited for may end after the hook.
      if (context.tasks === undefined) throw tooLate();
      context.tasks.push(task);
    });
  }
}

function contextFor(what: string): RequestContext {
  const context = currentContext();
  if (context === undefined)
    throw new TypeError(`'this.${what}' belongs to a request, and none is being served here.`);
  return context;
}

function tooLate(): TypeError {
  return new TypeError(`'this.background()' comes after its hook has ended. Await what calls it.`);
}
