import type { DatabaseResults } from '../measure/measurement.interface.js';
import { SERVERS, type ServerName } from '../servers/server.table.js';
import { WORKLOADS } from '../workload/workload.table.js';
import { formatSpread, type Spread } from './statistics.js';
import { summarize, type Comparison, type Figures, type Summary } from './summary.js';
import { renderTable, type Column } from './table.js';

/** Whose latency under load the others are compared with. */
const LATENCY_BASELINE: ServerName = 'raw';

/** A server that has no feature for a workload. */
const LACKING = '–';

/** One table for each number of requests in flight, with an empty line between its workloads. */
export function summaryTables(results: DatabaseResults): string[] {
  const { connections, servers } = results.options;
  const all = summarize(results);
  return connections.flatMap((number) => {
    const rows = all.filter((row) => row.connections === number);
    const [titles = '', ...lines] = renderTable(columns(servers), rows);
    const groups = lines.flatMap((line, index) =>
      index % servers.length === 0 ? ['', line] : [line],
    );
    return ['', `${number} in flight`, titles, ...groups];
  });
}

function columns(servers: ServerName[]): Column<Summary>[] {
  const baselines = servers.filter((server) => SERVERS[server].baseline);
  return [
    { title: 'workload', align: 'left', cell: ({ workload }) => WORKLOADS[workload].title },
    { title: 'server', align: 'left', cell: ({ server }) => server },
    figure('req/s', ({ requestsPerSecond }) => requestsPerSecond.toFixed(0)),
    figure('CPU µs', ({ cpuMicroseconds }) => cpuMicroseconds.toFixed(0)),
    figure('p50 ms', ({ p50 }) => p50.toFixed(2)),
    figure('p99 ms', ({ p99 }) => p99.toFixed(2)),
    figure('errors', ({ errors }) => String(errors)),
    ...baselines.flatMap((baseline) => [
      ratio(`req/s vs ${baseline}`, baseline, ({ throughput }) => throughput),
      ratio(`CPU vs ${baseline}`, baseline, ({ cpu }) => cpu),
      ...(baseline === LATENCY_BASELINE
        ? [ratio(`p99 vs ${baseline}`, baseline, ({ p99 }) => p99)]
        : []),
    ]),
  ];
}

function ratio(
  title: string,
  baseline: ServerName,
  choose: (comparison: Comparison) => Spread,
): Column<Summary> {
  return figure(title, ({ comparisons }) => {
    const comparison = comparisons.find((one) => one.baseline === baseline);
    return comparison ? formatSpread(choose(comparison)) : '';
  });
}

function figure(title: string, cell: (figures: Figures) => string): Column<Summary> {
  return { title, cell: ({ figures }) => (figures ? cell(figures) : LACKING) };
}
