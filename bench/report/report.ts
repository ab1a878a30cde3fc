import type { DatabaseResults } from '../measure/measurement.interface.js';
import { SERVERS, type ServerName } from '../servers/server.table.js';
import { WORKLOADS } from '../workload/workload.table.js';
import { describeMachine } from './machine.js';
import { depths, type Depth } from './depth.js';
import type { Spread } from './statistics.js';
import { summarize, type Comparison, type Summary } from './summary.js';
import { renderTable, type Column } from './table.js';

/** The report of one database as text. */
export function renderReport(results: DatabaseResults): string {
  return ['', ...heading(results), '', ...table(results), '', LEGEND, ...depthTable(results)].join(
    '\n',
  );
}

const LEGEND = `Figures are medians over the rounds; ratios are medians of the ratios inside each round, with their
lowest and highest. Above 1 the server of that line is the better one: it answers more requests a
second, or needs less CPU time for one. CPU is the server's process alone, without the database.`;

function heading({ databaseVersion, options, pinned }: DatabaseResults): string[] {
  const { cpu, cores, node } = describeMachine();
  const { rows, connections, rounds, seconds } = options;
  return [
    `${databaseVersion}, Node ${node}, ${cores} × ${cpu}`,
    `${rows} rows, ${connections} connections, ${rounds} rounds of ${seconds} s; ` +
      `server ${isPinned(pinned.server)}, database ${isPinned(pinned.database)}`,
  ];
}

function isPinned(pinned: boolean): string {
  return pinned ? 'pinned' : 'NOT PINNED';
}

/** With an empty line between workloads. */
function table({ options, ...results }: DatabaseResults): string[] {
  const [titles = '', ...lines] = renderTable(
    columns(options.servers),
    summarize({ options, ...results }),
  );
  const size = options.servers.length;
  const groups = lines.flatMap((line, index) => (index % size === 0 ? ['', line] : [line]));
  return [titles, ...groups];
}

/** Nothing where no workload was measured at two depths. */
function depthTable(results: DatabaseResults): string[] {
  const rows = depths(results);
  if (rows.length === 0) return [];
  return ['', ...renderTable(DEPTH_COLUMNS, rows), '', DEPTH_LEGEND];
}

const DEPTH_COLUMNS: Column<Depth>[] = [
  { title: 'page at 90 % ÷ first page', align: 'left', cell: ({ title }) => title },
  { title: 'server', align: 'left', cell: ({ server }) => server },
  { title: 'CPU', cell: ({ cpu }) => formatSpread(cpu) },
  { title: 'time', cell: ({ time }) => formatSpread(time) },
];

const DEPTH_LEGEND = `What depth costs each server by its own measure: here 1.00 is a deep page that costs what the first
one does, and more is dearer. Time is the inverse of requests a second, so the database is in it.`;

function columns(servers: ServerName[]): Column<Summary>[] {
  const baselines = servers.filter((server) => SERVERS[server].baseline);
  return [
    { title: 'workload', align: 'left', cell: ({ workload }) => WORKLOADS[workload].title },
    { title: 'server', align: 'left', cell: ({ server }) => server },
    { title: 'req/s', cell: ({ requestsPerSecond }) => requestsPerSecond.toFixed(0) },
    { title: 'CPU µs', cell: ({ cpuMicroseconds }) => cpuMicroseconds.toFixed(0) },
    { title: 'p50 ms', cell: ({ p50 }) => p50.toFixed(2) },
    { title: 'p99 ms', cell: ({ p99 }) => p99.toFixed(2) },
    { title: 'errors', cell: ({ errors }) => String(errors) },
    ...baselines.flatMap((baseline) => [
      ratio(`req/s vs ${baseline}`, baseline, ({ throughput }) => throughput),
      ratio(`CPU vs ${baseline}`, baseline, ({ cpu }) => cpu),
    ]),
  ];
}

function ratio(
  title: string,
  baseline: ServerName,
  choose: (comparison: Comparison) => Spread,
): Column<Summary> {
  return {
    title,
    cell: ({ comparisons }) => {
      const comparison = comparisons.find((one) => one.baseline === baseline);
      return comparison ? formatSpread(choose(comparison)) : '';
    },
  };
}

function formatSpread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}
