import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { Resource } from '../declare/resource.types.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import { JwtTokens } from '../guard/jwt-tokens.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { ResourceRoutes } from '../respond/resource-routes.js';
import type { EndpointService } from '../service/endpoint.service.js';
import { getEndpointToken } from '../service/inject-endpoint.decorator.js';
import type { RowBody, RowOptions } from './row.factory.js';
import type { RowOverrides } from './row-of.js';
import { StoredRows } from './stored-rows.js';
import { TestClient } from './test-client.js';

/** Seconds. */
const TOKEN_LIFETIME = 3600;

/**
 * A running application, a client for it, and what arranges its rows and users. Close it when the
 * test ends; `await using` does.
 *
 * @publicApi
 */
export class TestApi extends TestClient implements AsyncDisposable {
  private readonly rows: StoredRows;

  /** @internal Made by `testApi`. */
  constructor(
    /** For `app.get(…)`: it listens on a free port of this machine. */
    readonly app: NestFastifyApplication,
    url: string,
  ) {
    super(url);
    this.rows = new StoredRows(app, app.get(LightApiEngine, ANYWHERE));
  }

  /**
   * A client that sends a token with these claims, signed as the application's login would: good for
   * an hour, with the issuer and the audience that it wants.
   *
   * @example
   * ```ts
   * await api.as({ sub: '1', is_admin: true }).delete('/books/1');
   * ```
   */
  as(claims: object): TestClient {
    return this.asking(async () => ({ authorization: `Bearer ${await this.token(claims)}` }));
  }

  /** A token with these claims. @throws TypeError where `jwt` has no `secret` to sign it with */
  token(claims: object): Promise<string> {
    return this.app.get(JwtTokens, ANYWHERE).sign(claims, TOKEN_LIFETIME);
  }

  /** The generated service of an endpoint. */
  service<T extends RestEndpoint>(endpoint: EndpointClass<T>): EndpointService<T> {
    return this.app.get<EndpointService<T>>(getEndpointToken(endpoint), ANYWHERE);
  }

  /** Where an endpoint's collection is, with the application's global prefix and version: the first of several. */
  pathOf(endpoint: EndpointClass): string {
    const routes = this.app.get(ResourceRoutes, ANYWHERE);
    return routes.collectionOf(endpoint) ?? this.modelOf(endpoint).route;
  }

  /**
   * A body that the endpoint accepts, another one each time. Rows that it has to refer to are stored.
   *
   * @throws TypeError where a rule leaves no value that can be guessed, or a reference leads to a
   * table that is no endpoint's
   */
  rowOf<T extends RestEndpoint>(
    endpoint: EndpointClass<T>,
    overrides: RowOverrides<T> = {},
    options: RowOptions = {},
  ): Promise<RowBody> {
    return this.rows.body(endpoint, overrides, options);
  }

  /**
   * Stores a row, whoever may do so: `scope`, permissions and the hooks of the class are not asked.
   *
   * @throws what {@link EndpointService.create} throws
   */
  create<T extends RestEndpoint>(
    endpoint: EndpointClass<T>,
    overrides: RowOverrides<T> = {},
    options: RowOptions = {},
  ): Promise<Resource<T>> {
    return this.rows.create(endpoint, overrides, options) as Promise<Resource<T>>;
  }

  /** As `create`, `count` times. */
  async createMany<T extends RestEndpoint>(
    endpoint: EndpointClass<T>,
    count: number,
    overrides: RowOverrides<T> = {},
  ): Promise<Resource<T>[]> {
    const made: Resource<T>[] = [];
    for (let row = 0; row < count; row += 1) made.push(await this.create(endpoint, overrides));
    return made;
  }

  /** Ends the application; a database in memory is gone with it. */
  close(): Promise<void> {
    return this.app.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal What an endpoint was found to be. */
  modelOf(endpoint: EndpointClass): EndpointModel {
    return this.rows.runtimeOf(endpoint).model;
  }

  /** @internal What of a path names a resource. */
  keyOf(endpoint: EndpointClass, resource: object): string {
    return this.rows.runtimeOf(endpoint).keys.pathIn(resource) ?? '';
  }
}

/** Providers of any module of the application. */
const ANYWHERE = { strict: false } as const;
