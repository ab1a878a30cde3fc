import type { DatabaseResults, Measurement } from '../measure/measurement.interface.js';
import { lacks, SERVERS, type ServerName } from '../servers/server.table.js';
import type { WorkloadName } from '../workload/workload.table.js';
import { median, spread, type Spread } from './statistics.js';

/** One server under one workload with one number of requests in flight, over all rounds. */
export interface Summary {
  connections: number;
  workload: WorkloadName;
  server: ServerName;
  /** undefined where the server has no feature for the workload */
  figures?: Figures;
}

/** Medians, in the units of {@link Measurement}. */
export interface Figures {
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
  /** the baseline's 99th percentile of latency ÷ its own */
  p99: Spread;
}

export function summarize({ options, measurements }: DatabaseResults): Summary[] {
  const baselines = options.servers.filter((server) => SERVERS[server].baseline);
  return options.connections.flatMap((connections) =>
    options.workloads.flatMap((workload) => {
      const of = (server: ServerName) =>
        measurements.filter(
          (one) =>
            one.connections === connections && one.workload === workload && one.server === server,
        );
      return options.servers.map((server) => ({
        ...{ connections, workload, server },
        ...(!lacks(server, workload) && { figures: figures(server, baselines, of) }),
      }));
    }),
  );
}

function figures(
  server: ServerName,
  baselines: ServerName[],
  of: (server: ServerName) => Measurement[],
): Figures {
  const rounds = of(server);
  const middle = (figure: Figure) => median(rounds.map((round) => round[figure]));
  return {
    requestsPerSecond: middle('requestsPerSecond'),
    cpuMicroseconds: middle('cpuMicroseconds'),
    p50: middle('p50'),
    p99: middle('p99'),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    comparisons: baselines
      .filter((baseline) => baseline !== server)
      .map((baseline) => ({ baseline, ...compare(rounds, of(baseline)) })),
  };
}

/** Both lists hold the same rounds in the same order. */
function compare(own: Measurement[], baseline: Measurement[]): Omit<Comparison, 'baseline'> {
  const ratios = (figure: Figure) =>
    own.map((round, index) => round[figure] / (baseline[index]?.[figure] ?? NaN));
  const inverse = (figure: Figure) => spread(ratios(figure).map((ratio) => 1 / ratio));
  return {
    throughput: spread(ratios('requestsPerSecond')),
    cpu: inverse('cpuMicroseconds'),
    p99: inverse('p99'),
  };
}

type Figure = 'requestsPerSecond' | 'cpuMicroseconds' | 'p50' | 'p99';
