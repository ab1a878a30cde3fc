import type { DatabaseResults } from '../measure/measurement.interface.js';
import { depths, type Depth } from './depth.js';
import { formatSpread } from './statistics.js';
import { renderTable, type Column } from './table.js';

const COLUMNS: Column<Depth>[] = [
  { title: 'page at 90 % ÷ first page', align: 'left', cell: ({ title }) => title },
  { title: 'connections', cell: ({ connections }) => String(connections) },
  { title: 'server', align: 'left', cell: ({ server }) => server },
  { title: 'CPU', cell: ({ cpu }) => formatSpread(cpu) },
  { title: 'time', cell: ({ time }) => formatSpread(time) },
];

const LEGEND = `What depth costs each server by its own measure: here 1.00 is a deep page that costs what the first
one does, and more is dearer. Time is the inverse of requests a second, so the database is in it.`;

/** @returns nothing where no workload was measured at two depths */
export function depthTable(results: DatabaseResults): string[] {
  const rows = depths(results);
  return rows.length === 0 ? [] : ['', ...renderTable(COLUMNS, rows), '', LEGEND];
}
