import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';

import { ConfigurationError } from '../error/configuration.error.js';

/** A migration that is there to be run. */
export interface LoadedMigration {
  /** The file's, without its ending. */
  readonly name: string;
  readonly class: Constructor<Migration>;
}

const ENDING = /(?<!\.d)\.[cm]?[jt]s$/;

/**
 * The migrations of a directory, in the order of their names; none where there is no directory.
 *
 * @throws {@link ConfigurationError} naming each file that is none
 */
export async function loadMigrations(directory: string): Promise<LoadedMigration[]> {
  const files = (await filesOf(directory)).filter((file) => ENDING.test(file)).sort();
  const names = files.map((file) => parse(file).name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new ConfigurationError([
      `${directory} has '${twice}' twice, as source and compiled. Give the directory of one kind.`,
    ]);
  return Promise.all(files.map((file) => load(directory, file)));
}

/** What is told of a directory that has nothing, where it had to have something: it may be mistyped. */
export function nothingToRun(directory: string): ConfigurationError {
  return new ConfigurationError([
    `There are no migrations in ${directory}. Name their directory, by --directory on the command line.`,
  ]);
}

async function filesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new ConfigurationError(
      [
        `${directory} can't be read: ${code}. Give a directory, by --directory on the command line.`,
      ],
      { cause },
    );
  }
}

async function load(directory: string, file: string): Promise<LoadedMigration> {
  const path = join(directory, file);
  const { href } = pathToFileURL(path);
  const exported: unknown = await import(href).catch((cause: unknown) => {
    throw new ConfigurationError([`${path} can't be loaded: ${reasonOf(cause)}`], { cause });
  });
  const found = Object.values(exported as Record<string, unknown>).find(isMigration);
  if (found !== undefined) return { name: parse(file).name, class: found };
  throw new ConfigurationError([
    `${path} exports no migration: a class that extends Migration of @mikro-orm/migrations, with 'up'.`,
  ]);
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return 'this Node runs no TypeScript. Compile it, and give the directory of what comes out.';
  return message.split('\n', 1)[0] ?? '';
}

function isMigration(value: unknown): value is Constructor<Migration> {
  return (
    typeof value === 'function' &&
    typeof (value.prototype as { up?: unknown } | undefined)?.up === 'function'
  );
}
