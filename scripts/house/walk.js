import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { LIBRARY_FILES } from '../build-when-stale.js';

/**
 * What of the compiled library runs while some work is done, as V8 counts it.
 *
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{ path: string, functions: string[] }[]>} files of lib/, by room
 */
export async function walk(work) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  // From here on: what has run before is counted away.
  await session.post('Profiler.takePreciseCoverage');
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result
    .filter(({ url }) => url.startsWith('file:') && fileURLToPath(url).startsWith(LIBRARY_FILES))
    .map(({ url, functions }) => ({
      path: sourceOf(fileURLToPath(url)),
      functions: run(functions),
    }))
    .filter(({ functions }) => functions.length > 0)
    .sort((one, other) => one.path.localeCompare(other.path));
}

function sourceOf(compiled) {
  return `lib/${relative(LIBRARY_FILES, compiled).replace(/\.js$/, '.ts')}`;
}

function run(functions) {
  return functions
    .filter(({ ranges }) => ranges[0].count > 0)
    .map(({ functionName }) => functionName || '(anonymous)');
}
