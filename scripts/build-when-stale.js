// Compiles what has changed since it was compiled, for those who run it: samples and tests.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const SAMPLES = join(ROOT, 'sample');
/** The library file by file, for those who look at one: what is published has it in a few. */
export const LIBRARY_FILES = join(ROOT, 'node_modules', '.cache', 'lib');
const ROLLDOWN = join(ROOT, 'node_modules', 'rolldown', 'bin', 'cli.mjs');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const VITE = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');

/** The Node that the project brings along: the machine's may be too old. */
export function projectNode() {
  const own = join(ROOT, 'node_modules', '.bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

export function buildLibrary() {
  const built = join(ROOT, 'dist', 'index.js');
  if (!isStale(built, join(ROOT, 'lib'))) return;
  compileLibrary();
  // What tells that all is fresh comes last.
  run([ROLLDOWN, '-c', join(ROOT, 'rolldown.config.js')], 'the library as it is published');
}

export function buildLibraryFiles() {
  const built = join(LIBRARY_FILES, 'index.js');
  if (isStale(built, join(ROOT, 'lib'))) compileLibrary();
}

/** With the library, whose types they are compiled against. */
export function buildSchematics() {
  buildLibrary();
  const built = join(ROOT, 'dist', 'schematics', 'nest-add', 'nest-add.factory.js');
  if (isStale(built, join(ROOT, 'schematics')))
    compile('schematics/tsconfig.build.json', 'the schematics');
}

/** @param main - a file that the samples are compiled to */
export function buildSamples(main) {
  if (isStale(main, SAMPLES)) compile('tsconfig.sample.json', 'the samples');
}

/** The page of a sample that has one, by Vite. */
export function buildPage(sample) {
  const page = join(SAMPLES, sample, 'web');
  if (!existsSync(page)) return;
  const built = join(SAMPLES, 'dist', sample, 'web', 'index.html');
  if (isStale(built, page, isPageSource)) run([VITE, 'build', page], `the page of ${sample}`);
}

/** File by file, with the types that are published. */
function compileLibrary() {
  compile('tsconfig.build.json', 'the library');
}

function compile(project, what) {
  run([TSC, '-p', join(ROOT, project)], what);
}

function run(command, what) {
  console.error(`Compiling ${what} …`);
  // A walk prints JSON for programs.
  const stdio = ['ignore', process.stderr, 'inherit'];
  const { status } = spawnSync(projectNode(), command, { cwd: ROOT, stdio });
  if (status !== 0) process.exit(status ?? 1);
}

function isSource(name) {
  return name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.fixture.ts');
}

function isPageSource(name) {
  return /\.(ts|html|css)$/.test(name);
}

/** Whether a source was changed after the file was built of them. */
function isStale(built, folder, isPart = isSource) {
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const sources = readdirSync(folder, { recursive: true }).filter(isPart);
  return sources.some((name) => statSync(join(folder, name)).mtimeMs > mtimeMs);
}

if (process.argv[1] === import.meta.filename) buildSchematics();
