import type { DatabaseResults, Measurement } from '../measure/measurement.interface.js';
import { SERVERS, type ServerName } from '../servers/server.table.js';
import type { WorkloadName } from '../workload/workload.table.js';
import { median, spread, type Spread } from './statistics.js';

/** One server under one workload, over all rounds. */
export interface Summary {
  workload: WorkloadName;
  server: ServerName;
  /** medians, in the units of {@link Measurement} */
  requestsPerSecond: number;
  cpuMicroseconds: number;
  p50: number;
  p99: number;
  /** of all rounds together */
  errors: number;
  comparisons: Comparison[];
}

/** Ratios inside the rounds; above 1 this server is the better one. */
export interface Comparison {
  baseline: ServerName;
  /** its requests a second ÷ the baseline's */
  throughput: Spread;
  /** the baseline's CPU time for a request ÷ its own */
  cpu: Spread;
}

export function summarize({ options, measurements }: DatabaseResults): Summary[] {
  const baselines = options.servers.filter((server) => SERVERS[server].baseline);
  return options.workloads.flatMap((workload) => {
    const of = (server: ServerName) =>
      measurements.filter((one) => one.workload === workload && one.server === server);
    return options.servers.map((server) => ({
      workload,
      server,
      ...medians(of(server)),
      comparisons: baselines
        .filter((baseline) => baseline !== server)
        .map((baseline) => ({ baseline, ...compare(of(server), of(baseline)) })),
    }));
  });
}

function medians(rounds: Measurement[]) {
  const middle = (figure: Figure) => median(rounds.map((round) => round[figure]));
  return {
    requestsPerSecond: middle('requestsPerSecond'),
    cpuMicroseconds: middle('cpuMicroseconds'),
    p50: middle('p50'),
    p99: middle('p99'),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
  };
}

/** Both lists hold the same rounds in the same order. */
function compare(own: Measurement[], baseline: Measurement[]): Omit<Comparison, 'baseline'> {
  const ratios = (figure: Figure) =>
    own.map((round, index) => round[figure] / (baseline[index]?.[figure] ?? NaN));
  return {
    throughput: spread(ratios('requestsPerSecond')),
    cpu: spread(ratios('cpuMicroseconds').map((ratio) => 1 / ratio)),
  };
}

type Figure = 'requestsPerSecond' | 'cpuMicroseconds' | 'p50' | 'p99';
