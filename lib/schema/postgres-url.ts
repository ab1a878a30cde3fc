import type { PoolConfig } from 'pg';

import { ConfigurationError } from '../error/configuration.error.js';

/**
 * How far a connection is encrypted and the server checked, as libpq has it.
 *
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
const SSL_MODES: ReadonlySet<string> = new Set(['disable', 'require', 'verify-ca', 'verify-full']);

/** What `ssl` means, which drivers know that have no modes. */
const SSL: ReadonlyMap<string, string> = new Map([
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['false', 'disable'],
  ['0', 'disable'],
  ...[...SSL_MODES].map((mode) => [mode, mode] as const),
]);

/** What a URL may say behind `?`. Whatever else it says would be ignored. */
const PARAMETERS: ReadonlySet<string> = new Set([
  ...['sslmode', 'ssl', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'channel_binding'],
  ...['host', 'port', 'connect_timeout', 'application_name', 'options', 'schema'],
]);

/** @throws {@link ConfigurationError} without the URL in it, for what would not be done as it says */
export function checkPostgresUrl(url: string): void {
  const { pathname, searchParams } = new URL(url);
  const problems: string[] = [];
  if (pathname.replace('/', '') === '')
    problems.push('The PostgreSQL URL names no database. Write postgresql://user@host:5432/name.');
  const unknown = [...new Set(searchParams.keys())].filter((name) => !PARAMETERS.has(name));
  if (unknown.length > 0)
    problems.push(
      `The PostgreSQL URL has '${unknown.join(`', '`)}', which would be ignored. Leave it out; known are ${[...PARAMETERS].join(', ')}.`,
    );
  const mode = sslModeOf(searchParams);
  if (mode !== undefined && !SSL_MODES.has(mode))
    problems.push(
      `The PostgreSQL URL has an unknown 'sslmode'. Write one of ${[...SSL_MODES].join(', ')}; there is none that encrypts only where the server offers it.`,
    );
  if (mode === 'verify-ca' && !searchParams.has('sslrootcert'))
    problems.push(
      `The PostgreSQL URL has 'sslmode=verify-ca' without 'sslrootcert'. Name the file.`,
    );
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/**
 * What a URL says of how its server is reached; MikroORM reads host, port, user, password and name only.
 *
 * @throws {@link ConfigurationError} where a file of a certificate can't be read
 */
export async function postgresClientOptions(url: string): Promise<PoolConfig> {
  const { searchParams } = new URL(url);
  const said = (name: string) => searchParams.get(name) ?? undefined;
  const [ssl, host, port] = [await sslOptions(url), said('host'), said('port')];
  const [timeout, binding] = [said('connect_timeout'), said('channel_binding')];
  const application = said('application_name');
  return {
    ...(ssl !== undefined && { ssl }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number(port) }),
    ...(timeout !== undefined && { connectionTimeoutMillis: Number(timeout) * 1000 }),
    ...(binding !== undefined && { enableChannelBinding: binding !== 'disable' }),
    ...(application !== undefined && { application_name: application }),
    ...(said('sslnegotiation') === 'direct' && { sslNegotiation: 'direct' }),
    options: said('options') ?? '',
  };
}

/** With the meaning that libpq gives to the modes. */
async function sslOptions(url: string): Promise<PoolConfig['ssl']> {
  const { parse } = await import('pg-connection-string');
  const asked = new URL(url);
  const mode = sslModeOf(asked.searchParams);
  asked.searchParams.delete('ssl');
  if (mode !== undefined) asked.searchParams.set('sslmode', mode);
  try {
    return parse(asked.href, { useLibpqCompat: true }).ssl as PoolConfig['ssl'];
  } catch (cause) {
    const { code = 'unknown error', path = '' } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError(
      [`The PostgreSQL URL names a certificate that can't be read: ${path} (${code}). Check it.`],
      { cause },
    );
  }
}

function sslModeOf(parameters: URLSearchParams): string | undefined {
  const ssl = parameters.get('ssl');
  return parameters.get('sslmode') ?? (ssl === null ? undefined : (SSL.get(ssl) ?? ssl));
}
