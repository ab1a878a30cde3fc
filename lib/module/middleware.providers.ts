import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { Middlewares } from '../middleware/middlewares.js';

/** Makes the module of an endpoint with middleware of its own known to those who make that. */
export function middlewareProviders(endpoint: EndpointClass): Provider[] {
  if (declarationOf(endpoint)?.options.middleware === undefined) return [];
  return [
    {
      provide: Symbol(`Middleware<${endpoint.name}>`),
      inject: [Middlewares, ModuleRef],
      useFactory: (middlewares: Middlewares, module: ModuleRef) => {
        middlewares.add(endpoint, module);
        return middlewares;
      },
    },
  ];
}
