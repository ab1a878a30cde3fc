import type { DatabaseResults, Measurement } from '../measure/measurement.interface.js';
import { lacks, type ServerName } from '../servers/server.table.js';
import { DEPTHS, type WorkloadName } from '../workload/workload.table.js';
import { spread, type Spread } from './statistics.js';

/** What a page at 90 % of the table costs of what the first one costs: 1 is the same. */
export interface Depth {
  connections: number;
  title: string;
  server: ServerName;
  /** CPU time of a deep page ÷ that of the first */
  cpu: Spread;
  /** time of a deep page ÷ that of the first, with the database in it: from requests a second */
  time: Spread;
}

/** Ratios inside the rounds, for the pairs of workloads that were both measured. */
export function depths({ options, measurements }: DatabaseResults): Depth[] {
  const measured = DEPTHS.filter(({ shallow, deep }) =>
    [shallow, deep].every((workload) => options.workloads.includes(workload)),
  );
  return options.connections.flatMap((connections) =>
    measured.flatMap(({ title, shallow, deep }) =>
      options.servers
        .filter((server) => !lacks(server, deep))
        .map((server) => {
          const of = (workload: WorkloadName) =>
            measurements.filter(
              (one) =>
                one.connections === connections &&
                one.workload === workload &&
                one.server === server,
            );
          return { connections, title, server, ...compare(of(deep), of(shallow)) };
        }),
    ),
  );
}

/** Both lists hold the same rounds in the same order. */
function compare(deep: Measurement[], shallow: Measurement[]): Pick<Depth, 'cpu' | 'time'> {
  const ratios = (figure: 'cpuMicroseconds' | 'requestsPerSecond') =>
    deep.map((round, index) => round[figure] / (shallow[index]?.[figure] ?? NaN));
  return {
    cpu: spread(ratios('cpuMicroseconds')),
    time: spread(ratios('requestsPerSecond').map((ratio) => 1 / ratio)),
  };
}
