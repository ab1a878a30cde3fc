import cluster, { type Worker } from 'node:cluster';

import { BACKGROUND_TIMEOUT_MS } from '../../respond/background.runner.js';

/** A worker ends its requests within 8 s, in milliseconds, with some time to spare. */
const REQUESTS_MS = 12_000;

/** How long a worker may take to end, in milliseconds, unless it has told otherwise. */
export const WORKER_PATIENCE_MS = REQUESTS_MS + BACKGROUND_TIMEOUT_MS;

/** Tells the first process, which does not read the file, how long this one may take to end. */
export function tellPatience(backgroundTimeout = BACKGROUND_TIMEOUT_MS): void {
  cluster.worker?.send({ patience: REQUESTS_MS + backgroundTimeout });
}

/** @param heard - is given milliseconds */
export function hearPatience(worker: Worker, heard: (patience: number) => void): void {
  worker.on('message', (message: { readonly patience?: unknown } | null) => {
    if (typeof message?.patience === 'number') heard(message.patience);
  });
}
