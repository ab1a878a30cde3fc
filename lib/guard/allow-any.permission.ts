import { Permission } from '../declare/permission.js';

/**
 * Everybody may. Good credentials are read all the same, so that `request.user` is there; wrong
 * ones are ignored.
 *
 * @publicApi
 */
export class AllowAny extends Permission {
  static override readonly open = true;
  override readonly anonymous = true;

  hasPermission(): boolean {
    return true;
  }
}
