import type { ServerName } from '../servers/server.table.js';
import type { WorkloadName } from '../workload/workload.table.js';

/** What the load process is asked to do, one after the other. */
export type LoadQuestion =
  ({ type: 'open' } & OpenLoad) | { type: 'run'; seconds: number } | { type: 'close' };

export interface OpenLoad {
  url: string;
  server: ServerName;
  workload: WorkloadName;
  /** seeds the choice of rows: another in each round, the same for all servers of a round */
  round: number;
  connections: number;
  /** seeded rows in the server's database */
  rows: number;
}

/** What one run of the load saw. */
export interface LoadResult {
  requests: number;
  /** from the first request to the last answer */
  elapsedSeconds: number;
  /** latency in milliseconds */
  p50: number;
  p99: number;
  errors: number;
  firstError?: string;
}
