import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');

/** For what installs packages. */
export const LIMIT_MS = 300_000;

/** Makes the file that is published, and tells its name. */
export async function packPackage(directory: string): Promise<string> {
  const packed = await run('npm', ['pack', '--json', '--pack-destination', directory], ROOT);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return filename;
}

/** Without what npm tells of this project's own settings to what it runs, as they are not a user's. */
const USERS_ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_config_')),
);

/** What a command prints; its failure has all that it said. */
export async function run(command: string, args: string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd,
      timeout: LIMIT_MS,
      env: USERS_ENV,
    });
    return stdout;
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause });
  }
}

export async function kill(server: ChildProcess | undefined): Promise<void> {
  if (server?.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
