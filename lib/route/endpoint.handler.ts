import type { OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { bindOperations, type EndpointOperations } from '../declare/endpoint-operations.js';
import type { Awaitable } from '../declare/hook-results.types.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import { ValidationError } from '../error/validation.error.js';
import type { AnswerWriter } from '../respond/answer.writer.js';
import { readPreconditions } from '../respond/entity-tag.js';
import type { EndpointHooks, HookName } from '../service/endpoint-hooks.js';
import { withoutHidden } from '../service/without-hidden.js';
import type { RowJudge } from '../service/write-expectations.js';
import { notAnObject } from '../validate/detail-entries.js';
import { isObject } from '../validate/input.validator.js';
import type { CollectionResponder } from './collection.responder.js';
import { type FieldRights, keptFields, whenHiddenIsKnown } from './field-rights.interface.js';
import type { EndpointRuntime } from './endpoint-runtime.interface.js';
import { type ServedMethods, servedBy } from './endpoint-routes.js';
import type { HookContext } from './hook-context.js';
import { requireJson } from './json-body.js';
import { pathIdOf } from './path-id.js';

/** What makes a handler. */
export interface EndpointHandlerParts {
  /** Makes what may inject any provider of the application. */
  readonly prepare: () => Promise<void>;
  readonly runtime: EndpointRuntime;
  readonly endpoint: RestEndpoint;
  readonly hooks: EndpointHooks;
  readonly operations: EndpointOperations;
  readonly collection: CollectionResponder;
  readonly fields: FieldRights;
  readonly context: HookContext;
  /** The judge of the rows that a request is for, by the endpoint's permissions. */
  readonly judgeOf: (request: LightApiRequest) => RowJudge | undefined;
  readonly answers: AnswerWriter;
}

/**
 * Serves the requests of one endpoint. Each verb has two ways: through the class's hooks, where it
 * overrides one, or straight from the row to the text of the answer.
 */
export class EndpointHandler implements OnModuleInit {
  /** The verbs that each path answers: for a view they are fewer than were declared. */
  readonly served: ServedMethods;

  constructor(private readonly parts: EndpointHandlerParts) {
    bindOperations(parts.endpoint, parts.operations);
    this.served = servedBy(parts.runtime.model);
  }

  /** Nest calls it when every provider is there. */
  onModuleInit(): Promise<void> {
    return this.parts.prepare();
  }

  async list(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, collection, answers } = this.parts;
    if (this.overrides('get', 'list')) {
      const shown = await collection.shown(request);
      const value = await this.inContext(request, reply, () => endpoint.get(request));
      return answers.collectionValue(reply, value, shown);
    }
    const answer = this.overrides('scope', 'queryset')
      ? await this.inContext(request, reply, () => collection.answer(request))
      : await collection.answer(request);
    return answers.collection(request, reply, answer);
  }

  async retrieve(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, runtime, collection, answers } = this.parts;
    const shown = await collection.shown(request);
    if (this.overrides('get', 'retrieve')) {
      await this.judgeFirst(request, reply);
      const value = await this.inContext(request, reply, () => endpoint.get(request));
      return answers.readValue(request, reply, value, shown);
    }
    const scope = await this.scope(request, reply);
    const row = await runtime.operations.retrieve(
      this.idOf(request),
      scope,
      this.parts.judgeOf(request),
    );
    return answers.readRow(request, reply, row, shown);
  }

  async create(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, runtime, answers } = this.parts;
    requireJson(request);
    await this.parts.fields.unwritable(request);
    if (this.overrides('post', 'create')) {
      requireObject(request);
      const value = await this.writing(request, reply, () => endpoint.post(request));
      answers.locate(request, reply, runtime.keys.pathIn(value));
      return answers.writtenValue(reply, value, await this.shownAfterWrite(request));
    }
    const scope = await this.scope(request, reply);
    const row = await runtime.operations.create(request.body, scope);
    answers.locate(request, reply, runtime.keys.pathOf(row));
    return answers.row(reply, row, await this.shownAfterWrite(request));
  }

  replace(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint } = this.parts;
    return this.write(request, reply, 'put', () => endpoint.put(request));
  }

  change(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint } = this.parts;
    return this.write(request, reply, 'patch', () => endpoint.patch(request));
  }

  async destroy(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, runtime, answers } = this.parts;
    if (this.overrides('delete', 'destroy')) {
      await this.judgeFirst(request, reply);
      const value = await this.writing(request, reply, () => endpoint.delete(request));
      return answers.value(reply, value, await this.shownAfterWrite(request));
    }
    const scope = await this.scope(request, reply);
    const preconditions = readPreconditions(request.headers);
    const judge = this.parts.judgeOf(request);
    await runtime.operations.destroy(this.idOf(request), preconditions, scope, judge);
    return undefined;
  }

  private async write(
    request: LightApiRequest,
    reply: FastifyReply,
    verb: 'put' | 'patch',
    hook: () => Promise<unknown>,
  ): Promise<unknown> {
    requireJson(request);
    const kept = await keptFields(this.parts.fields, request);
    const { answers, runtime } = this.parts;
    if (this.overrides(verb, 'update')) {
      requireObject(request);
      await this.judgeFirst(request, reply);
      const value = await this.writing(request, reply, hook);
      return answers.writtenValue(reply, value, await this.shownAfterWrite(request));
    }
    const scope = await this.scope(request, reply);
    const preconditions = readPreconditions(request.headers);
    const update = { body: request.body, partial: verb === 'patch', preconditions, kept };
    const judge = this.parts.judgeOf(request);
    const row = await runtime.operations.update(this.idOf(request), update, scope, judge);
    return answers.row(reply, row, await this.shownAfterWrite(request));
  }

  private idOf(request: LightApiRequest): string {
    return pathIdOf(request, this.parts.runtime.keys) ?? '';
  }

  private overrides(...names: HookName[]): boolean {
    return this.parts.hooks.overrides(...names);
  }

  private inContext<T>(
    request: LightApiRequest,
    reply: FastifyReply,
    work: () => Promise<T>,
  ): Promise<T> {
    return this.parts.context.run(request, reply, work);
  }

  /** A hook may write by other means than `super`, and fail after it has. */
  private async writing<T>(
    request: LightApiRequest,
    reply: FastifyReply,
    hook: () => Promise<T>,
  ): Promise<T> {
    try {
      return await this.inContext(request, reply, hook);
    } finally {
      await this.parts.runtime.operations.outdate();
    }
  }

  /** A hook may never ask for the row: it is judged before, and again by what `super` does. */
  private async judgeFirst(request: LightApiRequest, reply: FastifyReply): Promise<void> {
    const judge = this.parts.judgeOf(request);
    if (judge === undefined) return;
    const scope = await this.scope(request, reply);
    await this.parts.runtime.operations.retrieve(this.idOf(request), scope, judge);
  }

  private scope(request: LightApiRequest, reply: FastifyReply): Awaitable<object | undefined> {
    if (!this.overrides('scope')) return undefined;
    return this.inContext(request, reply, () => this.parts.hooks.scope(request));
  }

  /** @returns a promise only where what the caller may not see has to be waited for */
  private shownAfterWrite(request: LightApiRequest): Awaitable<readonly number[]> {
    const { write } = this.parts.runtime.model.representation;
    return whenHiddenIsKnown(this.parts.fields, request, (hidden) => withoutHidden(write, hidden));
  }
}

/** Hooks get an object; what is in it is judged by `super`. */
function requireObject(request: LightApiRequest): void {
  if (!isObject(request.body)) throw new ValidationError([notAnObject(request.body)]);
}
