import { parseArgs } from 'node:util';
import { DATABASES, type DatabaseName } from './database/database.table.js';
import { missingPeers } from './servers/installed-peers.js';
import { SERVERS, type ServerName } from './servers/server.table.js';
import { WORKLOADS, type WorkloadName } from './workload/workload.table.js';

export interface BenchOptions {
  databases: DatabaseName[];
  servers: ServerName[];
  /** servers that were asked for, but whose packages are not installed */
  leftOut: ServerName[];
  workloads: WorkloadName[];
  /** rounds that count; one more before them is thrown away */
  rounds: number;
  /** timed seconds of each measurement */
  seconds: number;
  /** numbers of requests in flight, each measured on its own */
  connections: number[];
  rows: number;
  /** whether starts are measured, and no requests */
  start: boolean;
  /** whether nothing but the database was chosen: only such runs compare with one another */
  standard: boolean;
}

const FULL = { rounds: 5, seconds: 1.3, rows: 100_000 };
const QUICK = { rounds: 1, seconds: 0.25, rows: 20_000 };
const CONNECTIONS = 32;

export const USAGE = `npm run bench -- [options]
  --database <names>     ${Object.keys(DATABASES).join(',')} (default: all)
  --servers <names>      ${Object.keys(SERVERS).join(',')} (default: all)
  --workload <names>     ${Object.keys(WORKLOADS).join(',')} (default: all)
  --rounds <n>           interleaved rounds (default: ${FULL.rounds})
  --seconds <n>          timed seconds of each measurement (default: ${FULL.seconds})
  --connections <ns>     requests in flight, such as 1,4,32 (default: ${CONNECTIONS})
  --rows <n>             rows in the table (default: ${FULL.rows})
  --start                measures how applications start, instead of requests
  --quick                a smoke run: ${QUICK.rounds} round of ${QUICK.seconds} s, ${QUICK.rows} rows; its figures mean little
  --help`;

/** The command line asks for something that is not there. */
export class UsageError extends Error {}

/** @returns undefined when help was asked for; @throws UsageError */
export function readOptions(args: string[]): BenchOptions | undefined {
  const { help, quick, database, start = false, ...values } = parse(args);
  if (help) return undefined;
  const length = quick ? QUICK : FULL;
  const servers = choose(SERVERS, '--servers', values.servers);
  const leftOut = missingPeers(servers);
  return {
    databases: choose(DATABASES, '--database', database),
    servers: servers.filter((server) => !leftOut.includes(server)),
    leftOut,
    workloads: choose(WORKLOADS, '--workload', values.workload),
    rounds: whole('--rounds', values.rounds ?? length.rounds),
    seconds: positive('--seconds', values.seconds ?? length.seconds),
    connections: (values.connections ?? String(CONNECTIONS))
      .split(',')
      .map((number) => whole('--connections', number)),
    rows: whole('--rows', values.rows ?? length.rows),
    start,
    standard: !quick && Object.keys(values).length === 0,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        database: { type: 'string' },
        servers: { type: 'string' },
        workload: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        connections: { type: 'string' },
        rows: { type: 'string' },
        start: { type: 'boolean' },
        quick: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Some names of a table, in the table's order. */
function choose<Name extends string>(
  table: Record<Name, unknown>,
  option: string,
  chosen: string | undefined,
): Name[] {
  const names = Object.keys(table) as Name[];
  if (chosen === undefined) return names;
  const wanted = chosen.split(',');
  const unknown = wanted.find((name) => !names.some((known) => known === name));
  if (unknown === undefined) return names.filter((name) => wanted.includes(name));
  throw new UsageError(`${option}: there is no '${unknown}', only ${names.join(', ')}`);
}

function whole(option: string, given: string | number): number {
  const value = positive(option, given);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`${option} takes a whole number, not '${given}'`);
}

function positive(option: string, given: string | number): number {
  const value = Number(given);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`${option} takes a number above 0, not '${given}'`);
}
