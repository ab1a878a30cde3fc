import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Permission } from '../declare/permission.js';

/**
 * Users may whose own `is_admin` is `true`: not `1`, not `"true"`, nothing inherited.
 *
 * @publicApi
 */
export class IsAdminUser extends Permission {
  hasPermission({ user }: LightApiRequest): boolean {
    if (typeof user !== 'object' || user === null || !Object.hasOwn(user, 'is_admin')) return false;
    return (user as { is_admin: unknown }).is_admin === true;
  }
}
