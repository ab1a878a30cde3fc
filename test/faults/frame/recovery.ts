import { setTimeout as sleep } from 'node:timers/promises';

import type { RecordedAnswer } from './recorded-client.js';

const PAUSE_MS = 25;
const LIMIT_MS = 30_000;

/** Milliseconds from now to the first answer that is good; at most half a minute is waited. */
export async function recovery(ask: () => Promise<RecordedAnswer>): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < LIMIT_MS) {
    const { status } = await ask();
    if (status >= 200 && status < 300) break;
    await sleep(PAUSE_MS);
  }
  return performance.now() - began;
}
