import { describeMachine } from '../report/machine.js';
import { writeJson } from '../report/results-file.js';
import { formatSpread, type Spread } from '../report/statistics.js';
import { renderTable, type Column } from '../report/table.js';
import type { StartResults } from './measure-starts.js';
import type { StartFigures } from './start-once.js';
import {
  resourceCosts,
  summarizeStarts,
  type ResourceCost,
  type StartSummary,
} from './start-summary.js';

const COLUMNS: Column<StartSummary>[] = [
  { title: 'start', align: 'left', cell: ({ application }) => application },
  figure('time ms', 'milliseconds'),
  figure('CPU ms', 'cpuMilliseconds'),
  figure('memory MiB', 'rssMiB'),
  ratio('time ÷ handwritten', 'milliseconds'),
  ratio('CPU ÷ handwritten', 'cpuMilliseconds'),
  ratio('memory ÷ handwritten', 'rssMiB'),
];

const COST_COLUMNS: Column<ResourceCost>[] = [
  {
    title: 'each more resource',
    align: 'left',
    cell: ({ server }) => (server === 'own' ? 'lightapi' : 'handwritten'),
  },
  { title: 'time ms', cell: ({ milliseconds }) => milliseconds.toFixed(2) },
  { title: 'CPU ms', cell: ({ cpuMilliseconds }) => cpuMilliseconds.toFixed(2) },
  { title: 'memory MiB', cell: ({ rssMiB }) => rssMiB.toFixed(2) },
];

const LEGEND = `From the start of the process to its first answered request: medians over the rounds, with their lowest
and highest; ratios inside each round. Here below 1.00 is the cheaper start.`;

export function renderStartReport(results: StartResults): string {
  const { cpu, cores, node, load } = describeMachine();
  return [
    '',
    `${results.databaseVersion}, Node ${node}, ${cores} × ${cpu}, load average ${load.toFixed(2)}`,
    `${results.rounds} starts of each, ${results.pinned ? 'pinned' : 'NOT PINNED'}`,
    ...['', ...renderTable(COLUMNS, summarizeStarts(results))],
    ...['', ...renderTable(COST_COLUMNS, resourceCosts(results))],
    ...['', LEGEND, ''],
  ].join('\n');
}

/** @returns the file's path from the repository's top */
export function writeStartResults(results: StartResults): Promise<string> {
  const { database, starts, ...run } = results;
  const summary = { summary: summarizeStarts(results), resourceCosts: resourceCosts(results) };
  return writeJson(`start.${database}.json`, { database, ...run, ...summary, starts });
}

function figure(title: string, name: keyof StartFigures): Column<StartSummary> {
  return { title, cell: ({ figures }) => formatWhole(figures[name]) };
}

function ratio(title: string, name: keyof StartFigures): Column<StartSummary> {
  return { title, cell: ({ ratios }) => (ratios ? formatSpread(ratios[name]) : '') };
}

function formatWhole({ median, min, max }: Spread): string {
  return `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
}
