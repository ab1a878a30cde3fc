import cluster from 'node:cluster';
import { type Stats, watchFile } from 'node:fs';

import { ConfigServer } from './config-server.js';
import { failureText } from './failure.js';
import { WorkerPool } from './workers/worker-pool.js';

/** What the command line says besides the file. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly watch?: boolean;
  /** Processes that serve. @default 1 */
  readonly workers?: number;
}

const OLD_GOES_ON = 'The server goes on as it was.';
const NOTHING_LEFT = 'Nothing is served until the file changes again.';

/** How often a watched file is looked at, in milliseconds. */
const WATCH_INTERVAL_MS = 300;

/** Of a start, which may wait for its database: the first process of a container hears of no signal unless it asks. */
const ENDS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A terminal tells the workers too, which the pool ends. */
function leave(signal: NodeJS.Signals): void {
  if (cluster.isPrimary || signal === 'SIGTERM') process.exit(0);
}

/** Serves a file until the process gets SIGINT or SIGTERM. */
export async function serve(
  path: string,
  { watch = false, workers = 1, ...listen }: ServeOptions,
): Promise<void> {
  if (workers > 1 && cluster.isPrimary) {
    process.exitCode = await new WorkerPool(workers).run();
    return;
  }
  const server = new ConfigServer(path, listen, workers);
  for (const signal of ENDS) process.on(signal, leave);
  try {
    await server.start();
  } catch (error) {
    // It would live on as long as the pool that waits for its end.
    cluster.worker?.disconnect();
    throw error;
  } finally {
    for (const signal of ENDS) process.off(signal, leave);
  }
  if (watch) restartOnChange(path, server);
}

/** Polls, as editors replace files in ways that watchers of the system lose. */
function restartOnChange(path: string, server: ConfigServer): void {
  let turn = Promise.resolve();
  watchFile(
    path,
    { interval: WATCH_INTERVAL_MS, persistent: false },
    (now: Stats, before: Stats) => {
      if (now.mtimeMs === before.mtimeMs) return;
      turn = turn
        .then(() => server.restart())
        .catch((error: unknown) => {
          console.error(`${failureText(error)}\n${server.isServing ? OLD_GOES_ON : NOTHING_LEFT}`);
        });
    },
  );
}
