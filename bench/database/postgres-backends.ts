import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Client } from 'pg';

const run = promisify(execFile);

/**
 * Keeps the server processes behind the connections to one database on these CPUs. Only these: the
 * rest of PostgreSQL belongs to the machine's owner, and these end with their connections.
 *
 * @returns false when PostgreSQL runs elsewhere or its processes are not ours to move
 */
export async function pinPostgresBackends(
  admin: Client,
  database: string,
  cpus: string,
): Promise<boolean> {
  const { rows } = await admin.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = $1',
    [database],
  );
  const pinned = await Promise.all(rows.map(({ pid }) => pin(pid, cpus)));
  return pinned.every(Boolean);
}

async function pin(pid: number, cpus: string): Promise<boolean> {
  try {
    // A PostgreSQL in a container or on another host has a number that is somebody else's here.
    const command = await readFile(`/proc/${pid}/comm`, 'utf8');
    if (!command.startsWith('postgres')) return false;
    await run('taskset', ['-p', '-c', cpus, String(pid)]);
    return true;
  } catch {
    return false;
  }
}
