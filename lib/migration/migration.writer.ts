import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ConfigurationError } from '../error/configuration.error.js';
import type { CreateMigrationOptions } from './migration-options.interface.js';

/** What is written. */
export interface MigrationText {
  readonly up: readonly string[];
  /** `undefined`: it can't be taken back. */
  readonly down: readonly string[] | undefined;
}

/** A file of a name that sorts behind all before it. @returns its path */
export async function writeMigration(
  directory: string,
  text: MigrationText,
  { name, emit = 'js' }: CreateMigrationOptions,
): Promise<string> {
  if (name !== undefined && !/^[\w-]{1,80}$/.test(name))
    throw new ConfigurationError([
      `'${name}' is no name of a migration. Give letters, digits, - and _, at most 80.`,
    ]);
  const moment = new Date().toISOString().replace(/\D/g, '');
  const title = `Migration${moment}${name === undefined ? '' : `_${name}`}`;
  const path = join(directory, `${title}.${emit === 'js' ? 'mjs' : 'ts'}`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(path, codeOf(title, text, emit), { flag: 'wx' });
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError(
      [`${path} can't be written: ${code}. Check it, or give another directory.`],
      { cause },
    );
  }
  return path;
}

function codeOf(title: string, { up, down }: MigrationText, emit: 'js' | 'ts'): string {
  const signature = (method: string) =>
    emit === 'ts' ? `  override ${method}(): void {` : `  ${method}() {`;
  const method = (name: string, statements: readonly string[]) =>
    `${[signature(name), ...statements.map(statementOf), '  }'].join('\n')}\n`;
  const methods = [method('up', up), ...(down === undefined ? [] : [method('down', down)])];
  return [
    `import { Migration } from '@mikro-orm/migrations';\n`,
    `\nexport class ${title.replaceAll('-', '_')} extends Migration {\n`,
    methods.join('\n'),
    '}\n',
  ].join('');
}

function statementOf(sql: string): string {
  return `    this.addSql(\`${sql.replace(/[\\`]|\$(?=\{)/g, '\\$&')}\`);`;
}
