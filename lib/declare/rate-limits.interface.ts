/**
 * How often one client address may call; what is left out is not limited. The names with
 * underscores are the seed's.
 *
 * @publicApi
 */
export interface RateLimits {
  readonly requestsPerMinute?: number;
  readonly requestsPerHour?: number;
  readonly requestsPerDay?: number;
  readonly requests_per_minute?: number;
  readonly requests_per_hour?: number;
  readonly requests_per_day?: number;
}
