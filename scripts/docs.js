import { spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';

import { assemble } from './docs/assemble.js';

const ROOT = join(import.meta.dirname, '..');
const [command = 'build'] = process.argv.slice(2);

assemble();
run('typedoc');
if (command === 'dev') {
  for (const folder of ['docs/guide', 'docs/how-to', 'docs/tutorial', 'docs/reference'])
    watch(join(ROOT, folder), assembleAgain);
}
if (command !== 'assemble') {
  const { build, createServer } = await import('vitepress');
  if (command === 'build') await build(join(ROOT, 'docs'));
  else {
    const server = await createServer(join(ROOT, 'docs'));
    await server.listen();
    server.printUrls();
  }
}

function assembleAgain() {
  try {
    assemble();
  } catch (error) {
    console.error(error.message);
  }
}

function run(program) {
  const { status } = spawnSync(program, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
