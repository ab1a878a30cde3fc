import type { DatabaseName } from '../database/database.table.js';
import type { BenchOptions } from '../options.js';
import type { ServerName } from '../servers/server.table.js';
import type { WorkloadName } from '../workload/workload.table.js';

/** One server under one workload in one round. */
export interface Measurement {
  /** 1 to the number of rounds */
  round: number;
  /** requests in flight that the run asked for; a workload may have fewer at the most */
  connections: number;
  workload: WorkloadName;
  server: ServerName;
  requests: number;
  requestsPerSecond: number;
  /** CPU time that the server's process spent on a request, user and system, in microseconds */
  cpuMicroseconds: number;
  /** latency in milliseconds */
  p50: number;
  p99: number;
  /** wrong statuses and broken connections, the warm-up's too */
  errors: number;
  firstError?: string;
}

/** Everything about one database's half of a run. */
export interface DatabaseResults {
  database: DatabaseName;
  databaseVersion: string;
  options: BenchOptions;
  pinned: { server: boolean; database: boolean };
  measurements: Measurement[];
  memory: ServerMemory[];
}

/** What a server's process holds after the whole run. */
export interface ServerMemory {
  server: ServerName;
  /** resident set size, in MiB */
  rssMiB: number;
}
