import assert from 'node:assert/strict';
import { Worker, type WorkerOptions } from '../process/worker.js';
import { seedBook } from '../resource/seed-book.js';
import type { Usage } from '../servers/serve-books.js';
import type { PreparedApplication } from './prepared-application.js';
import { resourceName } from './resources.js';

/** What one start of an application cost, up to its first answer. */
export interface StartFigures {
  /** from the start of the process to the answer */
  milliseconds: number;
  /** of the process, user and system */
  cpuMilliseconds: number;
  rssMiB: number;
}

/**
 * Starts an application, asks its last resource for a row, and ends it.
 *
 * @throws AssertionError when the answer is not the seeded row
 */
export async function startOnce(
  { name, script, resources, databaseUrl, list }: PreparedApplication,
  options: WorkerOptions,
): Promise<StartFigures> {
  const env = { BENCH_DATABASE_URL: databaseUrl, BENCH_RESOURCES: list };
  const begin = performance.now();
  await using worker = await Worker.start(name, script, { ...options, env });
  const response = await fetch(`${String(worker.ready)}/${resourceName(resources)}/1`);
  const body = (await response.json()) as { title: string };
  const milliseconds = performance.now() - begin;
  const { cpu, rss } = (await worker.ask({})) as Usage;
  assert.deepEqual([response.status, body.title], [200, seedBook(1).title], name);
  return { milliseconds, cpuMilliseconds: cpu / 1_000, rssMiB: rss / 2 ** 20 };
}
