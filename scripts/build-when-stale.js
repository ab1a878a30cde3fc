// Compiles what has changed since it was compiled, for those who run it: samples and tests.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const SAMPLES = join(ROOT, 'sample');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** The Node that the project brings along: the machine's may be too old. */
export function projectNode() {
  const own = join(ROOT, 'node_modules', '.bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

export function buildLibrary() {
  const built = join(ROOT, 'dist', 'index.js');
  if (isStale(built, join(ROOT, 'lib'))) compile('tsconfig.build.json', 'the library');
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

function compile(project, what) {
  console.error(`Compiling ${what} …`);
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

if (process.argv[1] === import.meta.filename) buildSchematics();
