import { Injectable } from '@nestjs/common';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { CachedEndpoint } from './cached-endpoint.interface.js';

/** The endpoints that have a cache. */
@Injectable()
export class CachedEndpoints {
  private readonly known = new Map<unknown, CachedEndpoint>();

  add(endpoint: EndpointClass, cached: CachedEndpoint): void {
    this.known.set(endpoint, cached);
  }

  /** @param endpoint - a class, or whatever else a route is of */
  of(endpoint: unknown): CachedEndpoint | undefined {
    return this.known.get(endpoint);
  }
}
