import { DATABASES, type DatabaseName } from '../database/database.table.js';
import { planCpus } from '../measure/cpu-plan.js';
import { progress } from '../measure/progress.js';
import type { BenchOptions } from '../options.js';
import { APPLICATIONS } from './application.table.js';
import { prepareApplication, type PreparedApplication } from './prepared-application.js';
import { startOnce, type StartFigures } from './start-once.js';

/** One start of one application. */
export interface Start extends StartFigures {
  /** 1 to the number of rounds */
  round: number;
  application: string;
}

export interface StartResults {
  database: DatabaseName;
  databaseVersion: string;
  rounds: number;
  pinned: boolean;
  starts: Start[];
}

/** In each round every application starts once, one after the other; round 0 is thrown away. */
export async function measureStarts(
  name: DatabaseName,
  { rounds }: BenchOptions,
  signal: AbortSignal,
): Promise<StartResults> {
  await using database = await DATABASES[name].open({ rows: 1, signal });
  const { server: cpus } = await planCpus();
  const applications: PreparedApplication[] = [];
  for (const application of APPLICATIONS)
    applications.push(await prepareApplication(application, database));
  const starts: Start[] = [];
  for (let round = 0; round <= rounds; round++) {
    progress(`${DATABASES[name].title}: starts, round ${round} of ${rounds}`);
    for (const application of applications) {
      const figures = await startOnce(application, { cpus, signal });
      if (round > 0) starts.push({ round, application: application.name, ...figures });
    }
  }
  const { version: databaseVersion } = database;
  return { database: name, databaseVersion, rounds, pinned: cpus !== undefined, starts };
}
