import type { BenchDatabase } from '../database/bench-database.interface.js';
import type { Application } from './application.table.js';
import { createResourceTables } from './resource-tables.js';
import { writeResources } from './write-resources.js';

/** An application with its files written and its tables there: it can be started again and again. */
export interface PreparedApplication extends Application {
  databaseUrl: string;
  /** URL of the module that lists its resources */
  list: string;
}

export async function prepareApplication(
  application: Application,
  database: BenchDatabase,
): Promise<PreparedApplication> {
  const { name, template, resources } = application;
  const databaseUrl = await database.copyFor(name);
  await createResourceTables(databaseUrl, resources);
  const list = await writeResources(template, resources);
  return { ...application, databaseUrl, list };
}
