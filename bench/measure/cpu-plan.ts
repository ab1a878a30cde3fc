import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Which CPUs a process may use, as `taskset -c` writes them; undefined where it cannot be chosen. */
export interface CpuPlan {
  server: string | undefined;
  /** the load generator and the database */
  load: string | undefined;
}

/** One CPU for the server, the others for what is not measured; nothing where that cannot be had. */
export async function planCpus(): Promise<CpuPlan> {
  try {
    await promisify(execFile)('taskset', ['--version']);
    const [server, ...others] = await allowedCpus();
    if (others.length > 0) return { server, load: others.join(',') };
  } catch {
    // No taskset, or no /proc: not Linux. The report says that nothing was pinned.
  }
  return { server: undefined, load: undefined };
}

async function allowedCpus(): Promise<string[]> {
  const status = await readFile('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number) as [number, number?];
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}
