import type { DatabaseResults } from '../measure/measurement.interface.js';
import { INSTALL_PEERS } from '../servers/installed-peers.js';
import { SERVERS, type ServerName } from '../servers/server.table.js';
import { depthTable } from './depth-table.js';
import { describeMachine } from './machine.js';
import { memoryTable } from './memory-table.js';
import { summaryTables } from './summary-table.js';

const LEGEND = `Figures are medians over the rounds; ratios are medians of the ratios inside each round, with their
lowest and highest. Above 1 the server of that line is the better one: it answers more requests a
second, needs less CPU time for one, or has a lower p99. CPU is the server's process alone, without
the database. A dash: the server has no such feature.`;

/** The report of one database as text. */
export function renderReport(results: DatabaseResults): string {
  return [
    ...['', ...heading(results)],
    ...summaryTables(results),
    ...['', LEGEND],
    ...depthTable(results),
    ...memoryTable(results),
    '',
  ].join('\n');
}

/** Says which servers are not there, and what would bring them. */
export function leftOutLine(servers: ServerName[]): string {
  const titles = servers.map((server) => SERVERS[server].title).join(', ');
  return `LEFT OUT, not installed: ${titles}. To install: ${INSTALL_PEERS}`;
}

function heading({ databaseVersion, options, pinned }: DatabaseResults): string[] {
  const { cpu, cores, node, nodeOptions } = describeMachine();
  const { rows, rounds, seconds, leftOut } = options;
  return [
    `${databaseVersion}, ${`Node ${node} ${nodeOptions}`.trim()}, ${cores} × ${cpu}`,
    `${rows} rows, ${rounds} rounds of ${seconds} s; ` +
      `server ${isPinned(pinned.server)}, database ${isPinned(pinned.database)}`,
    ...(leftOut.length > 0 ? [leftOutLine(leftOut)] : []),
  ];
}

function isPinned(pinned: boolean): string {
  return pinned ? 'pinned' : 'NOT PINNED';
}
