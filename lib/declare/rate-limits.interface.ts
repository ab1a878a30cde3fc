/**
 * How often one client address may call; what is left out is not limited. The names with
 * underscores are the seed's.
 *
 * @publicApi
 */
export interface RateLimits {
  /** Requests of 1 minute. @default not limited */
  readonly requestsPerMinute?: number;
  /** Requests of 1 hour. @default not limited */
  readonly requestsPerHour?: number;
  /** Requests of 1 day. @default not limited */
  readonly requestsPerDay?: number;
  /** As `requestsPerMinute`. */
  readonly requests_per_minute?: number;
  /** As `requestsPerHour`. */
  readonly requests_per_hour?: number;
  /** As `requestsPerDay`. */
  readonly requests_per_day?: number;
}
