import { styleText } from 'node:util';

import { loadConfigFile } from '../config/load-config.js';
import { optionsOfEnvironment } from '../options/environment-options.js';
import { summaryOf } from './summary.js';

/** Prints what a file serves. @throws {@link ConfigurationError} with all that is wrong with it */
export async function check(path: string): Promise<void> {
  const { lines, warnings } = summaryOf(await loadConfigFile(path, optionsOfEnvironment));
  console.log(`${path} is right. It serves:`);
  for (const line of lines) console.log(`  ${line}`);
  for (const warning of warnings) console.log(styleText('yellow', `warning: ${warning}`));
}
