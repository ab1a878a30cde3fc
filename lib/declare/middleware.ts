import type { Type } from '@nestjs/common';

import type { Awaitable } from './hook-results.types.js';
import type { LightApiRequest } from './light-api-request.interface.js';
import type { MiddlewareResponse } from './middleware-response.js';

/**
 * Something around the requests of endpoints. Subclasses are classes that Nest injects into, one
 * instance for the application: what belongs to a request is kept by the request.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class ServedBy extends Middleware {
 *   process(request: LightApiRequest, response: MiddlewareResponse | null) {
 *     response?.headers.set('x-served-by', 'lightapi');
 *   }
 * }
 * ```
 * @publicApi
 */
export abstract class Middleware {
  /**
   * Called twice for a request: before anybody is asked who calls and before the body is read, with
   * `null`; and with the answer, before it is sent.
   *
   * @returns before: an answer (see {@link respond}) that is sent instead of going on; after: one
   * in the place of `response`, which may just as well be changed; else nothing
   */
  abstract process(
    request: LightApiRequest,
    response: MiddlewareResponse | null,
    // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most return nothing
  ): Awaitable<MiddlewareResponse | null | undefined | void>;
}

/**
 * A class with `process`; its constructor's parameters are injected.
 *
 * @publicApi
 */
export type MiddlewareClass = Type<Pick<Middleware, 'process'>>;

/**
 * Lets scripts of every origin call, without cookies and passwords; where the module has
 * `corsOrigins`, those of that list alone. It holds for the whole application, so that it is given
 * to the module.
 *
 * @publicApi
 */
export class CORSMiddleware extends Middleware {
  /** The server's CORS does the work, as preflights never reach an endpoint. */
  override process(): void {
    return undefined;
  }
}

/** Whether one of them asks for CORS. */
export function hasCors(middleware: readonly MiddlewareClass[] = []): boolean {
  return middleware.includes(CORSMiddleware);
}
