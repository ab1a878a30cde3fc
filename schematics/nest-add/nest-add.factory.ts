import { posix } from 'node:path';

import type { Rule, TaskConfigurationGenerator, Tree } from '@angular-devkit/schematics';

import { endpointNames } from '../endpoint/endpoint-names.js';
import { createEndpoint } from '../endpoint/endpoint.builder.js';
import { parseFields } from '../endpoint/field.parser.js';
import { registerEndpoint } from '../endpoint/register-endpoint.js';
import { rewrite, testDirectory } from '../source/project-files.js';
import { checkTypeScript } from '../source/typescript.check.js';
import { databaseUrl, hasRoot, importRoot, SQLITE_FILE } from './application-module.js';
import { addCompilerOptions } from './compiler-options.js';
import { startOnFastify, testOnFastify } from './fastify.js';
import { addPackages, type DatabaseKind, readPackage } from './packages.js';

/** As `schema.json` has it, with the defaults of it. */
export interface NestAddOptions {
  readonly sourceRoot: string;
  readonly database: DatabaseKind;
  readonly skipInstall: boolean;
}

const FIRST_ENDPOINT = { name: 'note', fields: ['title:string:200', 'text:text?'] };

/** What `NodePackageInstallTask` is, without importing a package that the user's may not see. */
const INSTALL: TaskConfigurationGenerator = {
  toConfiguration: () => ({
    name: 'node-package',
    options: { command: 'install', quiet: true, hideOutput: true },
  }),
};

/** `nest add nestjs-lightapi` */
export function nestAdd({ sourceRoot, database, skipInstall }: NestAddOptions): Rule {
  return (tree, context) => {
    checkTypeScript();
    const { name = 'app' } = readPackage(tree);
    const hasNewPackages = addPackages(tree, database);
    const changes = [
      hasNewPackages,
      addCompilerOptions(tree),
      startOnFastify(tree, posix.join('/', sourceRoot, 'main.ts')),
      addModule(tree, sourceRoot, databaseUrl(database, name)),
      testOnFastify(tree, posix.join('/', testDirectory(sourceRoot))),
      database === 'sqlite' && ignoreDatabase(tree),
    ];
    if (!changes.includes(true))
      context.logger.info('nestjs-lightapi is here already: nothing was changed.');
    if (hasNewPackages && !skipInstall) context.addTask(INSTALL);
  };
}

function addModule(tree: Tree, sourceRoot: string, url: string): boolean {
  const path = posix.join('/', sourceRoot, 'app.module.ts');
  if (hasRoot(tree, path)) return false;
  importRoot(tree, path, url);
  const place = { sourceRoot, isFlat: false, specFileSuffix: 'spec' };
  const names = endpointNames(FIRST_ENDPOINT.name, place);
  createEndpoint(tree, { names, fields: parseFields(FIRST_ENDPOINT.fields), hasTest: true });
  registerEndpoint(tree, names);
  return true;
}

/** The database's file, and the two that SQLite has beside it. */
function ignoreDatabase(tree: Tree): boolean {
  if (!tree.exists('/.gitignore')) return false;
  return rewrite(tree, '/.gitignore', (text) =>
    text.includes(SQLITE_FILE) ? text : `${text.trimEnd()}\n\n# SQLite\n${SQLITE_FILE}*\n`,
  );
}
