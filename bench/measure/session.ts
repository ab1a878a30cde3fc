import type { BenchDatabase } from '../database/bench-database.interface.js';
import { DATABASES, type DatabaseName } from '../database/database.table.js';
import { LoadGenerator } from '../load/load-generator.js';
import type { BenchOptions } from '../options.js';
import { ServerProcess } from '../servers/server-process.js';
import { checkServers } from './check-servers.js';
import { planCpus } from './cpu-plan.js';
import type { DatabaseResults, ServerMemory } from './measurement.interface.js';
import { progress } from './progress.js';
import { Rounds } from './rounds.js';

/** Seeds, starts, checks, measures; whatever happens, everything that it made is removed. */
export async function measureDatabase(
  name: DatabaseName,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<DatabaseResults> {
  await using stack = new AsyncDisposableStack();
  const cpus = await planCpus();
  progress(`${DATABASES[name].title}: seeding ${options.rows} rows`);
  const database: BenchDatabase = stack.use(
    await DATABASES[name].open({ rows: options.rows, signal }),
  );
  const servers: ServerProcess[] = [];
  for (const server of options.servers) {
    const started = await ServerProcess.start(server, database, { cpus: cpus.server, signal });
    servers.push(stack.use(started));
  }
  progress('checking that the answers are equal');
  await checkServers(servers, options);
  const load = stack.use(await LoadGenerator.start({ cpus: cpus.load, signal }));
  const rounds = new Rounds({ servers, load, database, cpus }, options);
  const measurements = await rounds.measure();
  return {
    database: name,
    databaseVersion: database.version,
    options,
    pinned: { server: cpus.server !== undefined, database: rounds.databasePinned },
    measurements,
    memory: await memoryOf(servers),
  };
}

async function memoryOf(servers: ServerProcess[]): Promise<ServerMemory[]> {
  return Promise.all(
    servers.map(async (server) => ({ server: server.name, rssMiB: await server.rssMiB() })),
  );
}
