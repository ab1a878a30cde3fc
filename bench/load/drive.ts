import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Request } from '../workload/workload.interface.js';
import type { HttpConnection } from './http-connection.js';
import type { LoadResult } from './load.interface.js';

/** How long the last answers may take after the end, in milliseconds. */
const ANSWER_TIMEOUT = 10_000;

/** A connection and the requests that it sends. */
export interface Lane {
  connection: HttpConnection;
  next: () => Request;
}

export interface DriveOptions {
  seconds: number;
  /** the status of a right answer */
  status: number;
}

/**
 * Keeps one request in flight on each lane until the time is up, then waits for the last answers:
 * so every request that the server spent CPU on is counted, and every stored version is known.
 */
export async function drive(lanes: Lane[], options: DriveOptions): Promise<LoadResult> {
  const run = new Run(options);
  const timeout = setTimeout(
    () => {
      for (const { connection } of lanes) connection.close();
    },
    options.seconds * 1_000 + ANSWER_TIMEOUT,
  );
  await Promise.all(lanes.map((lane) => run.keepBusy(lane)));
  clearTimeout(timeout);
  return run.result();
}

class Run {
  readonly #start = performance.now();
  readonly #deadline: number;
  readonly #status: number;
  /** in microseconds, since it takes whole numbers */
  readonly #latencies: RecordableHistogram = createHistogram();
  #errors = 0;
  #firstError: string | undefined;

  constructor({ seconds, status }: DriveOptions) {
    this.#deadline = this.#start + seconds * 1_000;
    this.#status = status;
  }

  /** Callbacks rather than promises: this loop shares its CPU with the database. */
  keepBusy({ connection, next }: Lane): Promise<void> {
    return new Promise((resolve) => {
      let request: Request;
      let sentAt: number;
      const send = () => {
        sentAt = performance.now();
        if (sentAt >= this.#deadline) {
          resolve();
          return;
        }
        request = next();
        connection.exchange(request, receiver);
      };
      const receiver = {
        answered: (status: number) => {
          this.#record(request, status, performance.now() - sentAt);
          send();
        },
        failed: (error: Error) => {
          this.#countError(`${request.method} ${request.path}: ${error.message}`);
          resolve();
        },
      };
      send();
    });
  }

  result(): LoadResult {
    return {
      requests: this.#latencies.count,
      elapsedSeconds: (performance.now() - this.#start) / 1_000,
      p50: this.#latencies.percentile(50) / 1_000,
      p99: this.#latencies.percentile(99) / 1_000,
      errors: this.#errors,
      ...(this.#firstError !== undefined && { firstError: this.#firstError }),
    };
  }

  #record(request: Request, status: number, milliseconds: number): void {
    this.#latencies.record(Math.max(1, Math.round(milliseconds * 1_000)));
    if (status === this.#status) request.accepted?.();
    else this.#countError(`${request.method} ${request.path}: status ${status}`);
  }

  #countError(message: string): void {
    this.#errors++;
    this.#firstError ??= message;
  }
}
