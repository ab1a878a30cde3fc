// Runs a sample as a user of the package would: `npm run sample 02-movies`.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import {
  buildLibrary,
  buildPage,
  buildSamples,
  projectNode,
  ROOT,
  SAMPLES,
} from './build-when-stale.js';

function fail(message) {
  console.error(message);
  process.exit(1);
}

function sampleNames() {
  return readdirSync(SAMPLES).filter((name) => /^\d\d-/.test(name));
}

/** A program, or a file that the command line serves. */
function commandOf(sample) {
  if (!existsSync(join(SAMPLES, sample, 'main.ts')))
    return [join(ROOT, 'dist', 'cli', 'main.js'), 'serve', join(SAMPLES, sample, 'lightapi.yaml')];
  const main = join(SAMPLES, 'dist', sample, 'main.js');
  buildSamples(main);
  buildPage(sample);
  return ['--enable-source-maps', main];
}

/** Passes signals on, and ends as the sample ends. */
function run(command) {
  const child = spawn(projectNode(), command, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

const [name] = process.argv.slice(2);
if (!sampleNames().includes(name))
  fail(`Usage: npm run sample <name>, one of: ${sampleNames().join(', ')}`);
buildLibrary();
run(commandOf(name));
