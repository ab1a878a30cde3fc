import { createRequire } from 'node:module';

const MIKRO_ORM = '@mikro-orm/';

/** What installs a package beside this one. Those of MikroORM have to be of one version, and to stay so. */
export function installCommand(name: string): string {
  if (!name.startsWith(MIKRO_ORM)) return `npm install ${name}`;
  const { version } = createRequire(import.meta.url)(`${MIKRO_ORM}core/package.json`) as {
    version: string;
  };
  return `npm install --save-exact ${name}@${version}`;
}
