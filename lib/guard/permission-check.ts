import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { Permission, PermissionContext } from '../declare/permission.js';

/** Whether a verb may be used. Nothing but `true` allows, whatever a permission returns. */
export async function allowsVerb(
  permission: Permission,
  request: LightApiRequest,
  context: PermissionContext,
): Promise<boolean> {
  if (!permission.anonymous && !isKnown(request)) return false;
  const answer: unknown = await permission.hasPermission(request, context);
  return answer === true;
}

/** Whether it may be used on this resource; a permission that does not judge them has no objection. */
export async function allowsObject(
  permission: Permission,
  request: LightApiRequest,
  resource: unknown,
  context: PermissionContext,
): Promise<boolean> {
  if (permission.hasObjectPermission === undefined) return true;
  const answer: unknown = await permission.hasObjectPermission(request, resource, context);
  return answer === true;
}

function isKnown({ user }: LightApiRequest): boolean {
  return user !== undefined && user !== null;
}
