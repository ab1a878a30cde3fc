import type { Type } from '@nestjs/common';

import type { Awaitable } from './hook-results.types.js';
import type { HttpMethod } from './http-method.js';
import type { LightApiRequest } from './light-api-request.interface.js';
import type { RestEndpoint } from './rest-endpoint.js';

/**
 * What is asked for, beside the request itself.
 *
 * @publicApi
 */
export interface PermissionContext {
  readonly endpoint: Type<RestEndpoint>;
  /** HEAD is asked for as GET. */
  readonly method: HttpMethod;
  /** As the path has it; `undefined` at the collection. */
  readonly id: string | undefined;
}

/**
 * Decides who may do what. Subclasses are classes that Nest injects into; name them in
 * `authentication.permission`. Only `true` allows, and a throw refuses.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class IsOwner extends Permission {
 *   hasPermission() {
 *     return true;
 *   }
 *
 *   override hasObjectPermission(request: LightApiRequest, note: Resource<Note>) {
 *     return note.owner === (request.user as { sub: string }).sub;
 *   }
 * }
 * ```
 * @publicApi
 */
export abstract class Permission {
  /** Everybody may, so that no backend is needed. */
  static readonly open: boolean = false;

  /**
   * Whether callers without credentials are judged too. Others are never asked about them: they are
   * told 401.
   *
   * @default false
   */
  readonly anonymous: boolean = false;

  /** Asked before the body is read; `request.user` is what the backend said. */
  abstract hasPermission(request: LightApiRequest, context: PermissionContext): Awaitable<boolean>;

  /**
   * Asked about each single resource, before it is shown, changed or deleted. Collections are
   * narrowed by `scope` and `queryset` instead.
   */
  hasObjectPermission?(
    request: LightApiRequest,
    resource: unknown,
    context: PermissionContext,
  ): Awaitable<boolean>;
}

/** A class that decides; its constructor's parameters are injected. */
export type PermissionClass = Type<Permission> & { readonly open?: boolean };
