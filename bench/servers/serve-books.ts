import { serveParent } from '../process/child.js';

/** A server that listens. */
export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/**
 * The frame around each measured server: starts it on the database that the runner chose, and
 * answers the runner, whatever it asks, with the CPU time that the process has spent.
 *
 * @param start - listens on a free port of 127.0.0.1
 */
export function serveBooks(start: (databaseUrl: string) => Promise<RunningServer>): Promise<void> {
  return serveParent(async () => {
    const server = await start(process.env.BENCH_DATABASE_URL ?? '');
    return {
      ready: server.url,
      answer: () => process.cpuUsage(),
      close: () => server.close(),
    };
  });
}
