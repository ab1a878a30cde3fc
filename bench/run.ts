import { inspect } from 'node:util';
import { DatabaseUnavailableError } from './database/bench-database.interface.js';
import { DATABASES, type DatabaseName } from './database/database.table.js';
import { WrongAnswerError } from './measure/check-servers.js';
import type { DatabaseResults } from './measure/measurement.interface.js';
import { measureDatabase } from './measure/session.js';
import { readOptions, USAGE, UsageError, type BenchOptions } from './options.js';
import { WorkerError } from './process/worker.js';
import { errorLines } from './report/errors.js';
import { leftOutLine, renderReport } from './report/report.js';
import { writeResults } from './report/results-file.js';
import { measureStarts } from './start/measure-starts.js';
import { renderStartReport, writeStartResults } from './start/start-report.js';

/** Ctrl-C ends the children; the run then unwinds and removes what it made. */
const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, () => {
    interrupt.abort();
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await benchAll(options);
  else console.log(USAGE);
} catch (error) {
  process.exitCode = 1;
  console.error(interrupt.signal.aborted ? 'interrupted' : explain(error));
}

async function benchAll(options: BenchOptions): Promise<void> {
  const { databases, servers, leftOut } = options;
  if (leftOut.length > 0 && !options.start) console.log(leftOutLine(leftOut));
  if (servers.length === 0) process.exitCode = 1;
  else for (const name of databases) await bench(name, options);
}

async function bench(name: DatabaseName, options: BenchOptions): Promise<void> {
  try {
    if (options.start) await benchStarts(name, options);
    else await benchRequests(name, options);
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    console.log(`${DATABASES[name].title}: SKIPPED. ${error.message}\n`);
  }
}

async function benchStarts(name: DatabaseName, options: BenchOptions): Promise<void> {
  const results = await measureStarts(name, options, interrupt.signal);
  console.log(renderStartReport(results));
  console.log(`written to ${await writeStartResults(results)}\n`);
}

async function benchRequests(name: DatabaseName, options: BenchOptions): Promise<void> {
  const results = await measureDatabase(name, options, interrupt.signal);
  console.log(renderReport(results));
  await keep(results);
}

/** Figures with failed requests among them are shown, but neither kept nor a success. */
async function keep(results: DatabaseResults): Promise<void> {
  const errors = errorLines(results.measurements);
  if (errors.length === 0) {
    console.log(`written to ${await writeResults(results)}\n`);
    return;
  }
  console.error(`The figures do not count, requests failed:\n${errors.join('\n')}`);
  process.exitCode = 1;
}

/** What the bench itself refuses needs no stack; anything else is a bug of ours. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`;
  if (error instanceof WrongAnswerError || error instanceof WorkerError) return error.message;
  return inspect(error);
}
