import type { FastifyReply } from 'fastify';

import { bindOperations, type EndpointOperations } from '../declare/endpoint-operations.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import { UnsupportedMediaTypeError } from '../error/unsupported-media-type.error.js';
import { ValidationError } from '../error/validation.error.js';
import type { BackgroundRunner } from '../respond/background.runner.js';
import { entityTag, isNotModified, readPreconditions } from '../respond/entity-tag.js';
import { requestPath } from '../respond/request-path.js';
import type { EndpointHooks, HookName } from '../service/endpoint-hooks.js';
import { runInContext, type RequestContext } from '../service/request-context.js';
import type { Row } from '../store/row.interface.js';
import { notAnObject } from '../validate/detail-entries.js';
import { isObject } from '../validate/input.validator.js';
import type { CollectionResponder } from './collection.responder.js';
import type { EndpointRuntime } from './endpoint-runtime.interface.js';

/** What makes a handler. */
export interface EndpointHandlerParts {
  readonly runtime: EndpointRuntime;
  readonly endpoint: RestEndpoint;
  readonly hooks: EndpointHooks;
  readonly operations: EndpointOperations;
  readonly collection: CollectionResponder;
  readonly background: BackgroundRunner;
  /** The application's interceptors see objects; where there are none, text is sent. */
  readonly interceptors: () => boolean;
}

const JSON_BODY = /^\s*application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i;

/**
 * Serves the requests of one endpoint. Each verb has two ways: through the class's hooks, where it
 * overrides one, or straight from the row to the text of the answer.
 */
export class EndpointHandler {
  private sendsText: boolean | undefined;

  constructor(private readonly parts: EndpointHandlerParts) {
    bindOperations(parts.endpoint, parts.operations);
  }

  async list(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, runtime, collection } = this.parts;
    if (this.overrides('get', 'list')) {
      const shown = collection.shown(request);
      const value = await this.inContext(request, reply, () => endpoint.get(request));
      if (value === undefined) return undefined;
      return this.send(reply, JSON.stringify(runtime.renderer.collectionValue(value, shown)));
    }
    const answer = this.overrides('scope', 'queryset')
      ? await this.inContext(request, reply, () => collection.answer(request))
      : await collection.answer(request);
    void reply.headers(answer.headers);
    const { rows, shown, envelope } = answer;
    return this.send(reply, runtime.renderer.collection(rows, shown, envelope));
  }

  async retrieve(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, runtime, collection } = this.parts;
    const shown = collection.shown(request);
    if (this.overrides('get', 'retrieve')) {
      const value = await this.inContext(request, reply, () => endpoint.get(request));
      return this.unlessNotModified(request, reply, versionIn(value), () =>
        this.value(reply, value, shown),
      );
    }
    const scope = await this.scope(request, reply);
    const row = await runtime.operations.retrieve(idOf(request), scope);
    return this.unlessNotModified(request, reply, versionOf(row), () =>
      this.send(reply, runtime.renderer.row(row, shown)),
    );
  }

  async create(request: LightApiRequest, reply: FastifyReply): Promise<unknown> {
    const { endpoint, runtime } = this.parts;
    requireJson(request);
    if (this.overrides('post', 'create')) {
      requireObject(request);
      const value = await this.inContext(request, reply, () => endpoint.post(request));
      this.locate(request, reply, memberOf(value, 'id'));
      return this.tagged(reply, value);
    }
    const scope = await this.scope(request, reply);
    const row = await runtime.operations.create(request.body, scope);
    this.locate(request, reply, row[runtime.model.fields.length]);
    return this.row(reply, row);
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
    const { endpoint, runtime } = this.parts;
    if (this.overrides('delete', 'destroy')) {
      const value = await this.inContext(request, reply, () => endpoint.delete(request));
      return this.value(reply, value, runtime.model.representation.write);
    }
    const scope = await this.scope(request, reply);
    await runtime.operations.destroy(idOf(request), readPreconditions(request.headers), scope);
    return undefined;
  }

  private async write(
    request: LightApiRequest,
    reply: FastifyReply,
    verb: 'put' | 'patch',
    hook: () => Promise<unknown>,
  ): Promise<unknown> {
    requireJson(request);
    if (this.overrides(verb, 'update')) {
      requireObject(request);
      return this.tagged(reply, await this.inContext(request, reply, hook));
    }
    const scope = await this.scope(request, reply);
    const preconditions = readPreconditions(request.headers);
    const update = { body: request.body, partial: verb === 'patch', preconditions };
    return this.row(
      reply,
      await this.parts.runtime.operations.update(idOf(request), update, scope),
    );
  }

  private overrides(...names: HookName[]): boolean {
    return this.parts.hooks.overrides(...names);
  }

  private async inContext<T>(
    request: LightApiRequest,
    reply: FastifyReply,
    work: () => Promise<T>,
  ): Promise<T> {
    const context: RequestContext = { request, em: undefined, tasks: [], headers: {} };
    try {
      const result = await runInContext(context, work);
      void reply.headers(context.headers);
      this.parts.background.after(reply, context.tasks);
      return result;
    } finally {
      // A transaction that a hook began and left would keep SQLite's one connection for ever.
      if (context.em?.isInTransaction()) await context.em.rollback();
    }
  }

  private async scope(request: LightApiRequest, reply: FastifyReply): Promise<object | undefined> {
    if (!this.overrides('scope')) return undefined;
    return this.inContext(request, reply, () => this.parts.hooks.scope(request));
  }

  private row(reply: FastifyReply, row: Row): unknown {
    void reply.header('etag', entityTag(versionOf(row)));
    const { renderer, model } = this.parts.runtime;
    return this.send(reply, renderer.row(row, model.representation.write));
  }

  private tagged(reply: FastifyReply, value: unknown): unknown {
    const version = versionIn(value);
    if (version !== undefined) void reply.header('etag', entityTag(version));
    return this.value(reply, value, this.parts.runtime.model.representation.write);
  }

  private unlessNotModified(
    request: LightApiRequest,
    reply: FastifyReply,
    version: number | undefined,
    answer: () => unknown,
  ): unknown {
    if (version === undefined) return answer();
    void reply.header('etag', entityTag(version));
    if (!isNotModified(request.headers, version)) return answer();
    void reply.code(304);
    return undefined;
  }

  private locate(request: LightApiRequest, reply: FastifyReply, id: unknown): void {
    if (typeof id !== 'string' && typeof id !== 'number') return;
    const path = requestPath(request.url).replace(/\/$/, '');
    void reply.header('location', `${path}/${encodeURIComponent(id)}`);
  }

  private value(reply: FastifyReply, value: unknown, shown: readonly number[]): unknown {
    if (value === undefined) return undefined;
    return this.send(reply, JSON.stringify(this.parts.runtime.renderer.value(value, shown)));
  }

  private send(reply: FastifyReply, text: string): unknown {
    this.sendsText ??= !this.parts.interceptors();
    if (!this.sendsText) return JSON.parse(text);
    void reply.header('content-type', 'application/json; charset=utf-8');
    return text;
  }
}

function idOf(request: LightApiRequest): string {
  return (request.params as { id?: string }).id ?? '';
}

function versionOf(row: Row): number {
  return Number(row.at(-1));
}

function versionIn(value: unknown): number | undefined {
  const version = memberOf(value, 'version');
  return typeof version === 'number' ? version : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** Nest's Fastify adapter parses forms too, and Fastify plain text: neither is a resource. */
function requireJson(request: LightApiRequest): void {
  const type = request.headers['content-type'];
  if (type !== undefined && !JSON_BODY.test(type)) throw new UnsupportedMediaTypeError();
}

/** Hooks get an object; what is in it is judged by `super`. */
function requireObject(request: LightApiRequest): void {
  if (!isObject(request.body)) throw new ValidationError([notAnObject(request.body)]);
}
