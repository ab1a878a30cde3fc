import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Permission } from '../declare/permission.js';

/**
 * Whoever a backend knows may. The default where there is `authentication` without `permission`.
 *
 * @publicApi
 */
export class IsAuthenticated extends Permission {
  override readonly anonymous = true;

  hasPermission(request: LightApiRequest): boolean {
    return request.user !== undefined && request.user !== null;
  }
}
