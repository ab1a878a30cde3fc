import { serveParent } from '../process/child.js';

/** What a server's process has spent and holds. */
export interface Usage {
  /** CPU time since its start, user and system, in microseconds */
  cpu: number;
  /** resident memory, in bytes */
  rss: number;
}

/** A server that listens. */
export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/**
 * The frame around each measured server: starts it on the database that the runner chose, and
 * answers the runner, whatever it asks, with what the process has spent and holds.
 *
 * @param start - listens on a free port of 127.0.0.1
 */
export function serveBooks(start: (databaseUrl: string) => Promise<RunningServer>): Promise<void> {
  return serveParent(async () => {
    const server = await start(process.env.BENCH_DATABASE_URL ?? '');
    return {
      ready: server.url,
      answer: usage,
      close: () => server.close(),
    };
  });
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpu: user + system, rss: process.memoryUsage.rss() };
}
