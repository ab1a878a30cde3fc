/**
 * A Redis. While it does not answer at once, requests are served without it.
 *
 * @publicApi
 */
export interface RedisOptions {
  /** @default `LIGHTAPI_REDIS_URL`, in servers of `LightApi` */
  readonly url: string;
  /**
   * What tells the cached answers of this API from those of others in the same Redis; the same for
   * all its instances, also where they reach the database by different addresses.
   *
   * @default derived from the database's address
   */
  readonly prefix?: string;
  /** How long a request waits for Redis before it goes on without, in milliseconds. @default 60 */
  readonly timeout?: number;
}
