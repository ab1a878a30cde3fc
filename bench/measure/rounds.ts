import type { BenchDatabase } from '../database/bench-database.interface.js';
import type { LoadGenerator } from '../load/load-generator.js';
import type { LoadResult } from '../load/load.interface.js';
import type { BenchOptions } from '../options.js';
import type { ServerProcess } from '../servers/server-process.js';
import { lacks } from '../servers/server.table.js';
import type { Workload } from '../workload/workload.interface.js';
import { WORKLOADS } from '../workload/workload.table.js';
import type { CpuPlan } from './cpu-plan.js';
import type { Measurement } from './measurement.interface.js';
import { progress } from './progress.js';

/** What is measured, and with what. */
export interface RoundsSetup {
  servers: ServerProcess[];
  load: LoadGenerator;
  database: BenchDatabase;
  cpus: CpuPlan;
}

/** Each measurement begins with this part of its timed seconds, untimed. */
const WARM_UP = 0.3;

/**
 * Interleaves the servers: within a round all of them meet the same minute of the machine, so a
 * ratio inside a round means more than figures of different minutes.
 */
export class Rounds {
  /** whether the database's own processes could be kept off the server's CPU */
  databasePinned = true;

  constructor(
    private readonly setup: RoundsSetup,
    private readonly options: BenchOptions,
  ) {}

  async measure(): Promise<Measurement[]> {
    // Lets V8 compile and the database fill its cache; thrown away.
    progress('warming up');
    await this.#round(0);
    const kept: Measurement[] = [];
    for (let round = 1; round <= this.options.rounds; round++) {
      progress(`round ${round} of ${this.options.rounds}`);
      kept.push(...(await this.#round(round)));
    }
    return kept;
  }

  async #round(round: number): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (const connections of this.options.connections)
      for (const workload of this.options.workloads)
        measurements.push(...(await this.#takeTurns({ round, connections, workload })));
    return measurements;
  }

  async #takeTurns(turn: Turn): Promise<Measurement[]> {
    const able = this.setup.servers.filter(({ name }) => !lacks(name, turn.workload));
    const measurements: Measurement[] = [];
    for (const server of rotate(able, turn.round)) {
      const figures = await this.#measureServer(server, turn);
      measurements.push({ ...turn, server: server.name, ...figures });
    }
    return measurements;
  }

  async #measureServer(server: ServerProcess, turn: Turn): Promise<Figures> {
    const { load } = this.setup;
    const { rows, seconds } = this.options;
    await load.open({ url: server.url, server: server.name, rows, ...turn });
    const warmUp = await load.run(seconds * WARM_UP);
    await this.#pinDatabase(server);
    const before = await server.cpuMicroseconds();
    const timed = await load.run(seconds);
    const spent = (await server.cpuMicroseconds()) - before;
    await load.close();
    const { writes = false }: Workload = WORKLOADS[turn.workload];
    if (writes) await this.setup.database.tidy(server.databaseUrl);
    return figures(warmUp, timed, spent);
  }

  /** After the warm-up, since pools open their connections under load and let idle ones go. */
  async #pinDatabase({ databaseUrl }: ServerProcess): Promise<void> {
    const { database, cpus } = this.setup;
    const pinned = cpus.load !== undefined && (await database.pin(databaseUrl, cpus.load));
    this.databasePinned &&= pinned;
  }
}

/** What the servers do one after the other. */
type Turn = Pick<Measurement, 'round' | 'connections' | 'workload'>;

type Figures = Omit<Measurement, keyof Turn | 'server'>;

function figures(warmUp: LoadResult, timed: LoadResult, cpuMicroseconds: number): Figures {
  const { requests, elapsedSeconds, p50, p99 } = timed;
  const firstError = warmUp.firstError ?? timed.firstError;
  return {
    requests,
    requestsPerSecond: requests / elapsedSeconds,
    cpuMicroseconds: cpuMicroseconds / requests,
    p50,
    p99,
    errors: warmUp.errors + timed.errors,
    ...(firstError !== undefined && { firstError }),
  };
}

/** So that no server always runs after the same other one. */
function rotate<T>(items: T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
