/**
 * How answers of an endpoint are cached.
 *
 * @publicApi
 */
export interface CacheOptions {
  /**
   * How long an answer may be served again, in seconds, if nothing is written meanwhile; at least 1.
   *
   * @default 60
   */
  readonly ttl?: number;
}

/** The options that `cache` may have. */
export const CACHE_OPTION_NAMES: readonly string[] = ['ttl'] satisfies (keyof CacheOptions)[];
