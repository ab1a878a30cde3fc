import { ConfigurationError } from '../error/configuration.error.js';
import type { Dialect } from '../model/dialect.js';
import { checkPostgresUrl } from './postgres-url.js';

/** Where a database is. */
export type DatabaseLocation =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | { readonly dialect: 'postgresql'; readonly url: string };

const DIALECTS = new Map<string, Dialect>([
  ['sqlite', 'sqlite'],
  ['postgresql', 'postgresql'],
  ['postgres', 'postgresql'],
]);

/** What is opened where nobody says what. */
export const DEFAULT_DATABASE = 'sqlite:app.db';

/** Whether each process that opens it has one of its own. */
export function isInMemory(location: DatabaseLocation): boolean {
  return location.dialect === 'sqlite' && location.file === ':memory:';
}

/** `undefined` where it is in no file that can be looked for. */
export function fileOf(location: DatabaseLocation): string | undefined {
  return location.dialect === 'sqlite' && !isInMemory(location) ? location.file : undefined;
}

/** Whether it means to be one: what comes behind the scheme is not looked at. */
export function isSqliteUrl(url: string): boolean {
  return DIALECTS.get(URL_PARTS.exec(url)?.[1] ?? '') === 'sqlite';
}

const EXAMPLES = 'Write sqlite:books.db, sqlite::memory: or postgresql://user@host:5432/name.';

/** `scheme`, an optional driver as SQLAlchemy writes it, and what comes behind the colon. */
const URL_PARTS = /^([a-z]+)(?:\+[a-z0-9]+)?:(.*)$/s;

/**
 * Reads a database URL: `sqlite:books.db`, `sqlite::memory:`, `postgresql://user@host/db`, and
 * SQLAlchemy's forms of the same, drivers included (`sqlite:///books.db` is relative,
 * `sqlite:////var/books.db` absolute, `postgresql+asyncpg://…`).
 *
 * @throws {@link ConfigurationError} without the URL in it, as it may hold a password
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  if (url === '') throw new ConfigurationError([`The database URL is empty. ${EXAMPLES}`]);
  const [, scheme = '', rest = ''] = URL_PARTS.exec(url) ?? [];
  const dialect = DIALECTS.get(scheme);
  switch (dialect) {
    case 'sqlite':
      return { dialect, file: sqliteFile(rest) };
    case 'postgresql':
      return { dialect, url: postgresUrl(rest) };
    case undefined:
      throw new ConfigurationError([
        scheme === ''
          ? `The database URL begins with no scheme. ${EXAMPLES}`
          : `The database URL begins with '${scheme}:', which is not known. ${EXAMPLES}`,
      ]);
  }
}

/**
 * The URL of a PostgreSQL, as its driver reads it.
 *
 * @throws {@link ConfigurationError} without the URL in it
 */
export function postgresUrlOf(url: string): string {
  const location = parseDatabaseUrl(url);
  if (location.dialect === 'postgresql') return location.url;
  throw new ConfigurationError([
    `'replicas.urls' holds the URL of an SQLite file, of which there are no replicas. Write postgresql://user@host:5432/name, or leave it out.`,
  ]);
}

/** What the server calls it, or its file. */
export function databaseNameOf(url: string): string {
  const location = parseDatabaseUrl(url);
  switch (location.dialect) {
    case 'sqlite':
      return location.file;
    case 'postgresql':
      return decodeURIComponent(new URL(location.url).pathname.slice(1));
  }
}

/** @throws {@link ConfigurationError} for what SQLAlchemy, or SQLite itself, would read otherwise */
function sqliteFile(rest: string): string {
  const path = rest.startsWith('///') ? rest.slice(3) : rest.replace(/^\/\//, '');
  const [file = '', query = ''] = path.split(/\?(.*)/s);
  const problems = [...sqliteProblems(file, query)];
  if (problems.length > 0)
    throw new ConfigurationError(problems.map((problem) => `The SQLite URL ${problem}`));
  return file === '' ? ':memory:' : file;
}

function* sqliteProblems(file: string, query: string): Generator<string> {
  if (file.startsWith('file:'))
    yield `names a URI, 'file:…', which would be taken for the name of a file. Write the path alone, e.g. sqlite:books.db.`;
  const parameters = [...new URLSearchParams(query)].filter(
    ([name, value]) => !isDone(name, value),
  );
  const names = [...new Set(parameters.map(([name]) => name))];
  if (names.length > 0)
    yield `has ${names.map((name) => `'${name}'`).join(', ')} behind '?', which would be ignored. Leave it out; a file with a '?' in its name has to be renamed.`;
}

/** Read, write, create: that is how a file is opened. */
function isDone(name: string, value: string): boolean {
  return name === 'mode' && value === 'rwc';
}

function postgresUrl(rest: string): string {
  const url = `postgresql:${withHost(rest)}`;
  if (rest.startsWith('//') && canBeRead(url)) {
    checkPostgresUrl(url);
    return url;
  }
  throw new ConfigurationError([
    'The PostgreSQL URL can not be read. Write postgresql://user:password@host:5432/name, with special characters percent-encoded.',
  ]);
}

/** `//user@/name?host=/var/run/postgresql`, as SQLAlchemy names a socket: the parameter wins over the host. */
function withHost(rest: string): string {
  const [, user, behind = ''] = /^(\/\/[^/?#]*@)([:/].*)$/s.exec(rest) ?? [];
  if (user === undefined) return rest;
  const [, query = ''] = behind.split(/\?(.*)/s);
  return new URLSearchParams(query).get('host') ? `${user}localhost${behind}` : rest;
}

function canBeRead(url: string): boolean {
  try {
    const { username, password, pathname } = new URL(url);
    [username, password, pathname].map(decodeURIComponent);
    return true;
  } catch {
    return false; // No URL, or percent-encoded otherwise than as UTF-8.
  }
}
