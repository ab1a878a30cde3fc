import { loadConfigFile } from '../config/load-config.js';
import { optionsOfEnvironment } from '../environment-options.js';
import { routeTable } from './route-table.js';

/** Prints what a file serves. @throws {@link ConfigurationError} with all that is wrong with it */
export async function check(path: string): Promise<void> {
  const { endpoints = [] } = await loadConfigFile(path, optionsOfEnvironment);
  console.log(
    [`${path} is right. It serves:`, ...routeTable(endpoints).map((row) => `  ${row}`)].join('\n'),
  );
}
