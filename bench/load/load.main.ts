import { serveParent } from '../process/child.js';
import { seededRandom } from '../resource/random.js';
import { rowsForLoad } from '../workload/expect.js';
import { dialectOf, type ServerName } from '../servers/server.table.js';
import { Api } from '../workload/api.js';
import type { Workload } from '../workload/workload.interface.js';
import { WORKLOADS } from '../workload/workload.table.js';
import { drive, type Lane } from './drive.js';
import { HttpConnection } from './http-connection.js';
import type { LoadQuestion, OpenLoad } from './load.interface.js';

/** The versions that changes have left in each server's table, by server, then by id. */
const versionsOf = new Map<ServerName, Int32Array>();

/** What workloads have prepared, by server and workload. */
const preparedFor = new Map<string, readonly string[]>();

let lanes: Lane[] = [];
let status = 0;
await serveParent(() => Promise.resolve({ ready: true, answer, close: closeLanes }));

function answer(question: unknown): Promise<unknown> {
  const asked = question as LoadQuestion;
  switch (asked.type) {
    case 'open':
      return openLanes(asked);
    case 'run':
      return drive(lanes, { seconds: asked.seconds, status });
    case 'close':
      return closeLanes();
  }
}

async function openLanes({
  url,
  server,
  workload,
  round,
  connections: wanted,
  rows,
}: OpenLoad): Promise<void> {
  const { script, status: expected, connections: most = wanted }: Workload = WORKLOADS[workload];
  const connections = Math.min(wanted, most);
  const versions = versionsFor(server, rows);
  const prepared = await prepare({ url, server, workload, rows });
  const dialect = dialectOf(server);
  status = dialect.status(expected);
  lanes = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const next = script({
        index,
        seats: connections,
        rows: rowsForLoad(rows),
        random: seededRandom(round * 100_000 + index),
        versions,
        prepared,
      });
      const connection = await HttpConnection.open(url);
      return { connection, next: () => dialect.request(next()) };
    }),
  );
}

async function prepare({
  url,
  server,
  workload,
  rows,
}: Pick<OpenLoad, 'url' | 'server' | 'workload' | 'rows'>): Promise<readonly string[]> {
  const key = `${server} ${workload}`;
  const { prepare: ask }: Workload = WORKLOADS[workload];
  const known = preparedFor.get(key) ?? (await ask?.(new Api(url, dialectOf(server)), rows)) ?? [];
  preparedFor.set(key, known);
  return known;
}

function versionsFor(server: ServerName, rows: number): Int32Array {
  const known = versionsOf.get(server) ?? new Int32Array(rows + 1).fill(1);
  versionsOf.set(server, known);
  return known;
}

function closeLanes(): Promise<void> {
  for (const { connection } of lanes) connection.close();
  lanes = [];
  return Promise.resolve();
}
