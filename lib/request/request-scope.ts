import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of a request wherever it is being served: in services, stores and the log. */
export interface RequestScope {
  /** `undefined` where the answer does not tell one, as the route is none of ours. */
  readonly id: string | undefined;
  /** Whether what is read may come from a replica, until something is written. */
  readonly mayReadReplica: boolean;
  hasWritten: boolean;
}

const storage = new AsyncLocalStorage<RequestScope>();

/** Serves a request, or goes on serving it. */
export function runInRequest(scope: RequestScope, work: () => void): void {
  storage.run(scope, work);
}

/** The request that is being served, `undefined` outside of any. */
export function currentRequest(): RequestScope | undefined {
  return storage.getStore();
}

/** Has what the request reads from now on come from the primary, and its client remembered. */
export function noteWrite(): void {
  const request = currentRequest();
  if (request !== undefined) request.hasWritten = true;
}

/**
 * The `X-Request-Id` of the request that is being served, for the application's own log;
 * `undefined` outside of requests to endpoints.
 *
 * @publicApi
 */
export function currentRequestId(): string | undefined {
  return currentRequest()?.id;
}
