import { AsyncLocalStorage } from 'node:async_hooks';

import type { EntityManager } from '@mikro-orm/core';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';

/** What belongs to one request while a hook of an endpoint class serves it. */
export interface RequestContext {
  readonly request: LightApiRequest;
  /** Forked when a hook first touches `this.em`. */
  em: EntityManager | undefined;
  /** To be run after the answer; `undefined` once they have been handed over. */
  tasks: (() => unknown)[] | undefined;
  /** Of the answer, as what the hook called found them. */
  readonly headers: Record<string, string>;
}

/** Set only around hooks: a request that no hook of ours serves does not pay for it. */
const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` as part of a request. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The request that is being served, `undefined` outside of any. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
