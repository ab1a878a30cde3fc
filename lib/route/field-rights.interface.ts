import type { LightApiRequest } from '../declare/light-api-request.interface.js';

/** What of a resource is whose: positions in `model.columns`. */
export interface FieldRights {
  /** What the caller may not see. */
  hidden(request: LightApiRequest): ReadonlySet<number> | Promise<ReadonlySet<number>>;
  /**
   * What the caller may not set.
   *
   * @throws {@link PermissionDeniedError} where the body sets some of it all the same
   */
  unwritable(request: LightApiRequest): ReadonlySet<number> | Promise<ReadonlySet<number>>;
}

/**
 * What is made of what the caller may not see.
 *
 * @returns a promise only where that has to be waited for
 */
export function whenHiddenIsKnown<T>(
  fields: FieldRights,
  request: LightApiRequest,
  use: (hidden: ReadonlySet<number>) => T,
): T | Promise<T> {
  const hidden = fields.hidden(request);
  return hidden instanceof Promise ? hidden.then(use) : use(hidden);
}

/**
 * What stays as it is where a body does not have it, even one that replaces all the rest: what the
 * caller may not set, and what they could not have seen.
 *
 * @throws {@link PermissionDeniedError} where the body sets what the caller may not
 */
export async function keptFields(
  fields: FieldRights,
  request: LightApiRequest,
): Promise<ReadonlySet<number>> {
  const unwritable = await fields.unwritable(request);
  const hidden = await fields.hidden(request);
  return hidden.size === 0 ? unwritable : new Set([...unwritable, ...hidden]);
}
