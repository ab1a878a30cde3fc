import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { ownDirectory } from './config-file.js';

const ROOT = join(import.meta.dirname, '..', '..');
const INSTALLED = join(ROOT, 'node_modules');

/**
 * The published program where an optional package is not installed.
 *
 * @param missing - with a scope: `@nestjs/swagger`
 * @returns the path of the program
 */
export async function programWithout(missing: `@${string}/${string}`): Promise<string> {
  const directory = await ownDirectory();
  const modules = join(directory, 'node_modules');
  const [scope = '', name] = missing.split('/');
  await mkdir(join(modules, scope), { recursive: true });
  await linkAll(INSTALLED, modules, scope);
  await linkAll(join(INSTALLED, scope), join(modules, scope), name);
  for (const part of ['dist', 'package.json'])
    await cp(join(ROOT, part), join(directory, part), { recursive: true });
  return join(directory, 'dist', 'cli', 'main.js');
}

async function linkAll(from: string, to: string, except = ''): Promise<void> {
  const names = (await readdir(from)).filter((name) => name !== except);
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))));
}
