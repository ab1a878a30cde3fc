import { mkdir, writeFile } from 'node:fs/promises';
import type { DatabaseResults } from '../measure/measurement.interface.js';
import { describeMachine } from './machine.js';
import { depths } from './depth.js';
import { summarize } from './summary.js';

/** `bench/results`, seen from the compiled `bench/dist/report`. */
const FOLDER = new URL('../../results/', import.meta.url);

/**
 * Writes everything that was measured as JSON. A run with options of its own gets a file of its own,
 * so that it does not replace the figures of a standard one.
 *
 * @returns the file's path from the repository's top
 */
export function writeResults(results: DatabaseResults): Promise<string> {
  const { database, databaseVersion, options, pinned, memory, measurements } = results;
  return writeJson(`${database}${options.standard ? '' : '.custom'}.json`, {
    database,
    databaseVersion,
    pinned,
    options,
    summary: summarize(results),
    depths: depths(results),
    memory,
    measurements,
  });
}

/**
 * Writes figures with the day and the machine.
 *
 * @returns the file's path from the repository's top
 */
export async function writeJson(file: string, figures: object): Promise<string> {
  const content = { date: new Date().toISOString(), machine: describeMachine(), ...figures };
  await mkdir(FOLDER, { recursive: true });
  await writeFile(new URL(file, FOLDER), `${JSON.stringify(content, undefined, 2)}\n`);
  return `bench/results/${file}`;
}
