import { createRequire } from 'node:module';

/**
 * Whether a package is there that only some applications need; nothing of it is loaded.
 *
 * @returns the path of its package.json, `undefined` where it is not installed
 */
export function installedPackage(name: string, from = import.meta.url): string | undefined {
  try {
    return createRequire(from).resolve(`${name}/package.json`);
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
