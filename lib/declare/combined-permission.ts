import type { PermissionClass } from './permission.js';

/** How permissions are combined. */
export type PermissionOperator = 'and' | 'or' | 'not';

/** A permission made of others; Nest makes instances of those. */
export class CombinedPermission {
  constructor(
    readonly operator: PermissionOperator,
    readonly operands: readonly PermissionOption[],
  ) {}
}

/**
 * What `authentication.permission` takes: a class, or what `and`, `or` and `not` make of some.
 *
 * @publicApi
 */
export type PermissionOption = PermissionClass | CombinedPermission;

/**
 * Allows what each of them allows.
 *
 * @example
 * ```ts
 * authentication: { backend: JWTAuthentication, permission: and(IsAuthenticated, not(IsGuest)) }
 * ```
 * @publicApi
 */
export function and(...permissions: readonly PermissionOption[]): CombinedPermission {
  return new CombinedPermission('and', permissions);
}

/**
 * Allows what one of them allows, for the verb and for the resource.
 *
 * @publicApi
 */
export function or(...permissions: readonly PermissionOption[]): CombinedPermission {
  return new CombinedPermission('or', permissions);
}

/**
 * Allows what the other refuses. A permission that does not judge anonymous callers is not asked
 * about them, so that `not` refuses them too.
 *
 * @publicApi
 */
export function not(permission: PermissionOption): CombinedPermission {
  return new CombinedPermission('not', [permission]);
}
