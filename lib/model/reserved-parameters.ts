import { pagingParameters } from '../declare/pagination-styles.js';

/** Query parameters that mean the same in every collection. */
const COMMON_PARAMETERS = ['search', 'ordering', 'fields'];

/**
 * Query parameters with a meaning of their own in a collection, so that no field can be filtered by
 * them.
 *
 * @param style - of its pages
 */
export function reservedParameters(style: unknown): readonly string[] {
  return [...pagingParameters(style), ...COMMON_PARAMETERS];
}
