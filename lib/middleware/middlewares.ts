import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { declarationOf } from '../declare/endpoint.decorator.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { CORSMiddleware, type MiddlewareClass } from '../declare/middleware.js';
import { InjectedInstances } from '../guard/injected-instances.js';
import type { RouteOwner } from '../guard/route-marks.js';
import { MiddlewareChain, type MiddlewareInstance } from './middleware.chain.js';

/** All middleware of an application: around every endpoint and the login, and around some. */
@Injectable()
export class Middlewares implements OnModuleInit {
  private readonly chains = new Map<RouteOwner, MiddlewareChain | undefined>();
  private readonly modules = new Map<EndpointClass, ModuleRef>();
  private readonly made = new Map<RouteOwner | undefined, readonly MiddlewareInstance[]>();
  private global: readonly MiddlewareClass[] = [];

  constructor(
    @Inject(ModuleRef) private readonly root: ModuleRef,
    @Inject(InjectedInstances) private readonly instances: InjectedInstances,
  ) {}

  /** What is around all. */
  use(middleware: readonly MiddlewareClass[] = []): void {
    this.global = withoutCors(middleware);
  }

  /** An endpoint with middleware of its own, which its own module makes. */
  add(endpoint: EndpointClass, module: ModuleRef): void {
    this.modules.set(endpoint, module);
  }

  /** Every provider that a middleware may inject is there by now. */
  async onModuleInit(): Promise<void> {
    this.made.set(undefined, await this.make(this.root, this.global));
    for (const [endpoint, module] of this.modules)
      this.made.set(endpoint, await this.make(module, ownOf(endpoint)));
  }

  /** What is around the routes of an endpoint or the login; `undefined` where there is nothing. */
  chainOf(owner: RouteOwner): MiddlewareChain | undefined {
    if (!this.chains.has(owner)) this.chains.set(owner, this.chain(owner));
    return this.chains.get(owner);
  }

  private chain(owner: RouteOwner): MiddlewareChain | undefined {
    if (this.global.length + ownOf(owner).length === 0) return undefined;
    return new MiddlewareChain(() => [
      ...(this.made.get(undefined) ?? []),
      ...(this.made.get(owner) ?? []),
    ]);
  }

  private make(
    module: ModuleRef,
    classes: readonly MiddlewareClass[],
  ): Promise<MiddlewareInstance[]> {
    return Promise.all(classes.map((type) => this.instances.of(module, type)));
  }
}

function ownOf(owner: RouteOwner): readonly MiddlewareClass[] {
  if (typeof owner === 'symbol') return [];
  return withoutCors(declarationOf(owner)?.options.middleware ?? []);
}

/** The server itself does that. */
function withoutCors(classes: readonly MiddlewareClass[]): readonly MiddlewareClass[] {
  return classes.filter((type) => type !== CORSMiddleware);
}
