// Runs a sample as a user of the package would: `npm run sample 02-movies`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SAMPLES = join(ROOT, 'sample');
const LIBRARY = join(ROOT, 'dist', 'index.js');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function sampleNames() {
  return readdirSync(SAMPLES).filter((name) => /^\d\d-/.test(name));
}

/** The Node that the project brings along: the machine's may be too old. */
function projectNode() {
  const own = join(ROOT, 'node_modules', '.bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

function compile(project, what) {
  console.log(`Compiling ${what} …`);
  const { status } = spawnSync(projectNode(), [TSC, '-p', join(ROOT, project)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function isSource(name) {
  return name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.fixture.ts');
}

/** Whether a source was changed after the file was built of them. */
function isStale(built, folder) {
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const sources = readdirSync(folder, { recursive: true }).filter(isSource);
  return sources.some((name) => statSync(join(folder, name)).mtimeMs > mtimeMs);
}

/** Passes signals on, and ends as the sample ends. */
function run(main) {
  const child = spawn(projectNode(), ['--enable-source-maps', main], { stdio: 'inherit' });
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
const main = join(SAMPLES, 'dist', name, 'main.js');
if (isStale(LIBRARY, join(ROOT, 'lib'))) compile('tsconfig.build.json', 'the library');
if (isStale(main, SAMPLES)) compile('tsconfig.sample.json', 'the samples');
run(main);
