import type { Type } from '@nestjs/common';

import type { AuthenticationBackend, BackendClass } from '../declare/authentication-backend.js';
import type { FilterBackend } from '../declare/filter-backend.interface.js';
import { paginationFacts } from '../declare/pagination-styles.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { QueryParameter } from '../declare/value-schema.interface.js';
import type { LightApiEngine } from '../engine/light-api.engine.js';
import { BasicAuthentication } from '../guard/basic-authentication.js';
import { InjectedInstances } from '../guard/injected-instances.js';
import type { EndpointDescription } from '../openapi/endpoint-description.interface.js';
import type { OwnPart } from '../openapi/openapi.interface.js';
import { createOwnPart } from '../openapi/own-part.factory.js';
import { SecuritySchemes } from '../openapi/security-schemes.js';
import { createFilterBackends } from '../query/filter-backends.js';
import { operationMark } from '../route/document-marks.js';
import { ENDPOINT_ROUTES } from '../route/endpoint-routes.js';
import type { EndpointRuntime } from '../route/endpoint-runtime.interface.js';
import { statusOf } from '../route/nest-metadata.js';
import { isOverridden } from '../service/endpoint-hooks.js';
import { controllerOf } from './endpoint.tokens.js';

/** Gives what Nest has made; throws where it has not. */
export type Provided = <T>(type: Type<T>) => T;

/** Describes the endpoints of an application that has started. */
export class OpenApiDescriber {
  private readonly schemes = new SecuritySchemes((backend) => this.challengeOf(backend));

  constructor(
    private readonly engine: LightApiEngine,
    private readonly provided: Provided,
  ) {}

  /** @param taken - names of schemas that the application has */
  ownPart(taken: readonly string[]): OwnPart {
    return createOwnPart({
      endpoints: this.engine.endpoints().map((runtime) => this.describe(runtime)),
      securitySchemes: () => this.schemes.components,
      taken,
    });
  }

  /** What has the decorators of each route, by its mark: the handler those of hooks, the controller the class's. */
  decorated(): ReadonlyMap<string, readonly object[]> {
    const decorated = new Map<string, readonly object[]>();
    for (const { endpoint, model } of this.engine.endpoints()) {
      for (const { name } of ENDPOINT_ROUTES) {
        const handler = handlerOf(endpoint, name);
        if (handler)
          decorated.set(operationMark(model.route, name), [handler, controllerOf(endpoint)]);
      }
    }
    return decorated;
  }

  private describe(runtime: EndpointRuntime): EndpointDescription {
    const { endpoint, model, collection } = runtime;
    const { throttle, unknownMembers = 'ignore', auth } = this.engine.options;
    return {
      endpoint,
      model,
      dialect: this.engine.dialect,
      filters: this.filters(runtime),
      page: collection.paginator.describe(),
      isCounted: paginationFacts(model.pagination?.style)?.isCounted === true,
      unknownMembers,
      statusOf: ({ name, status }) => statusOf(handlerOf(endpoint, name) ?? {}) ?? status,
      isThrottled: (model.throttle ?? throttle ?? false) !== false,
      guessesAreCounted: (method) =>
        auth !== undefined && usesPasswords(model.access[method]?.backends),
      security: (method) => this.schemes.requirements(model.access[method]),
      overrides: (...hooks) => hooks.some((hook) => isOverridden(endpoint, hook)),
    };
  }

  private filters({ model, collection }: EndpointRuntime): QueryParameter[] {
    const backends = createFilterBackends(model.filtering, collection, this.provided);
    return backends.flatMap((backend) => backend.describe?.() ?? undescribed(backend));
  }

  private challengeOf(backend: BackendClass): string | undefined {
    try {
      return this.provided<AuthenticationBackend>(backend).challenge;
    } catch {
      // Nobody provides it, so that each module has made one.
      return this.provided(InjectedInstances).made(backend)?.challenge;
    }
  }
}

/** What serves a route, and has the decorators of its hooks. */
function handlerOf(endpoint: EndpointClass, name: string): object | undefined {
  return (controllerOf(endpoint).prototype as Record<string, object | undefined>)[name];
}

function usesPasswords(backends: readonly BackendClass[] = []): boolean {
  return backends.some(
    (backend) =>
      backend === BasicAuthentication || backend.prototype instanceof BasicAuthentication,
  );
}

/** A backend of the application's own that has not said what its parameters are. */
function undescribed({ parameters }: FilterBackend): QueryParameter[] {
  return parameters.map((name) => ({
    name,
    description: 'Narrows the collection.',
    schema: { type: 'string' },
  }));
}
