import type { LightApiRequest } from '../declare/light-api-request.interface.js';

/** What of a resource is whose: positions in `model.columns`. */
export interface FieldRights {
  /** What the caller may not see. */
  hidden(request: LightApiRequest): Promise<ReadonlySet<number>>;
  /**
   * What the caller may not set.
   *
   * @throws {@link PermissionDeniedError} where the body sets some of it all the same
   */
  unwritable(request: LightApiRequest): Promise<ReadonlySet<number>>;
}
