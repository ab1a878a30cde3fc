import type { DatabaseResults } from '../measure/measurement.interface.js';
import { renderTable, type Column } from './table.js';

interface Row {
  server: string;
  rssMiB: number;
  /** of all workloads and rounds */
  errors: number;
}

const COLUMNS: Column<Row>[] = [
  { title: 'after the whole run', align: 'left', cell: ({ server }) => server },
  { title: 'memory MiB', cell: ({ rssMiB }) => rssMiB.toFixed(0) },
  { title: 'errors', cell: ({ errors }) => String(errors) },
];

/** What each server's process holds at the end, and how many of its answers were wrong. */
export function memoryTable({ memory, measurements }: DatabaseResults): string[] {
  const rows = memory.map(({ server, rssMiB }) => ({
    server,
    rssMiB,
    errors: measurements
      .filter((one) => one.server === server)
      .reduce((sum, { errors }) => sum + errors, 0),
  }));
  return ['', ...renderTable(COLUMNS, rows)];
}
