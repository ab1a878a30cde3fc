import cluster, { type Worker } from 'node:cluster';

import { hearPatience, WORKER_PATIENCE_MS } from './worker-patience.js';

/** The signals that end a server, and how a terminal says that it is gone. */
const ENDS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** A worker that has served no longer than this would end so again. */
const QUICK_MS = 10_000;

/** So many of them, one after the other, and no more are started. */
const MAX_QUICK = 5;

/** Before the next start after a quick end, times their number. */
const PAUSE_MS = 200;

/**
 * Processes that serve on one port: this program again, as often as is asked for. One starts first and
 * makes the tables; if it can't, it has said why, and no other is started.
 */
export class WorkerPool {
  private readonly ended = Promise.withResolvers<number>();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private hasServed = false;
  private isEnding = false;
  private quickEnds = 0;
  private code = 0;
  /** A worker that has not ended by then is stuck, in milliseconds. */
  private patience = WORKER_PATIENCE_MS;

  constructor(private readonly size: number) {}

  /** @returns the exit code, when all workers have ended */
  run(): Promise<number> {
    for (const signal of ENDS) process.on(signal, this.end);
    cluster.once('listening', () => {
      this.hasServed = true;
      for (let started = 1; started < this.size && !this.isEnding; started += 1) this.start();
    });
    this.start();
    return this.ended.promise.finally(() => {
      for (const signal of ENDS) process.off(signal, this.end);
    });
  }

  private readonly end = (): void => {
    this.isEnding = true;
    for (const pause of this.pauses) clearTimeout(pause);
    for (const worker of workers()) worker.process.kill('SIGTERM');
    setTimeout(killAll, this.patience).unref();
    this.endWithLast();
  };

  private start(): void {
    let served: number | undefined;
    const worker = cluster.fork();
    worker.once('listening', () => (served = performance.now()));
    hearPatience(worker, (patience) => (this.patience = patience));
    // A connection that was for one which has just died is lost with it; what follows is told by its end.
    worker.on('error', (error) => {
      console.error(`worker ${worker.process.pid ?? 'without process'}: ${error.message}`);
    });
    worker.once('exit', (code: number | null, signal: string | null) => {
      const reason = signal ?? `code ${code}`;
      // One that has not begun to listen for them is ended by the signals that are for all, which is no failure.
      const isTold = ENDS.some((end) => end === signal);
      if (this.isEnding) this.code ||= isTold ? 0 : (code ?? 1);
      else if (!this.hasServed && isTold) this.end();
      else if (!this.hasServed) this.giveUp();
      else this.replace(`worker ${worker.process.pid} ended (${reason})`, served);
      this.endWithLast();
    });
  }

  /** @param served - since when; `undefined` where it never did */
  private replace(what: string, served = performance.now()): void {
    this.quickEnds = performance.now() - served < QUICK_MS ? this.quickEnds + 1 : 0;
    if (this.quickEnds >= MAX_QUICK) {
      console.error(`${what}, as the ${MAX_QUICK}th soon after its start: the server ends.`);
      this.giveUp();
      return;
    }
    console.error(`${what}: another one is started.`);
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.start();
    }, PAUSE_MS * this.quickEnds);
    this.pauses.add(pause);
  }

  private giveUp(): void {
    this.code = 1;
    this.end();
  }

  private endWithLast(): void {
    if (this.isEnding && workers().every((worker) => worker.isDead()))
      this.ended.resolve(this.code);
  }
}

function workers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function killAll(): void {
  for (const worker of workers()) worker.process.kill('SIGKILL');
}
