import { createRequire } from 'node:module';

const MIKRO_ORM = '@mikro-orm/';

/**
 * What is wrong where a package is not installed, and the remedy.
 *
 * @param why - the option that needs it
 */
export function missingPackageProblem(why: string, name: string): string {
  return `${why} needs the package '${name}', which is not installed: ${installCommand(name)}`;
}

/** What installs a package beside this one. Those of MikroORM have to be of one version, and to stay so. */
export function installCommand(name: string): string {
  if (!name.startsWith(MIKRO_ORM)) return `npm install ${name}`;
  const { version } = createRequire(import.meta.url)(`${MIKRO_ORM}core/package.json`) as {
    version: string;
  };
  return `npm install --save-exact ${name}@${version}`;
}
