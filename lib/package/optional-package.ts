import { ConfigurationError } from '../error/configuration.error.js';
import { missingPackageProblem } from './install-command.js';
import { isMissingPackage } from './missing-package.js';

/**
 * Loads a package that only some applications need.
 *
 * @param why - the option that needs it
 * @throws {@link ConfigurationError} where it is not installed
 */
export async function optionalPackage<T>(
  name: string,
  load: () => Promise<T>,
  why: string,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissingPackage(cause)) throw cause;
    throw new ConfigurationError([missingPackageProblem(why, name)], { cause });
  }
}
