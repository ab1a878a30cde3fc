import type { PoolConfig } from 'pg';

import { ConfigurationError } from '../error/configuration.error.js';

/**
 * How far a connection is encrypted and the server checked, as libpq has it.
 *
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

/** What `ssl` means, which drivers know that have no modes. */
const SSL: ReadonlyMap<string, string> = new Map([
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['false', 'disable'],
  ['0', 'disable'],
]);

/** The values of parameters that take no others. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  sslmode: SSL_MODES,
  ssl: [...SSL_MODES, ...SSL.keys()],
  sslnegotiation: ['postgres', 'direct'],
  channel_binding: ['disable', 'prefer', 'require'],
  // What the modes mean here in any case.
  uselibpqcompat: ['true'],
};

/** What a URL may say behind `?`. Whatever else it says would be ignored. */
const PARAMETERS: readonly string[] = [
  ...Object.keys(VALUES),
  ...['sslrootcert', 'sslcert', 'sslkey', 'host', 'port', 'application_name', 'options'],
];

/** Names that are shown: with a `?` in it, a password that is not percent-encoded would be one. */
const NAME = /^[a-z_]{1,40}$/i;

/** The certificates that Node trusts. */
const SYSTEM = 'system';

/** @throws {@link ConfigurationError} without the URL in it, for what would not be done as it says */
export function checkPostgresUrl(url: string): void {
  const { pathname, searchParams } = new URL(url);
  const problems = [...problemsOf(searchParams)];
  if (pathname.replace('/', '') === '')
    problems.push('names no database. Write postgresql://user@host:5432/name.');
  if (problems.length > 0)
    throw new ConfigurationError(problems.map((problem) => `The PostgreSQL URL ${problem}`));
}

function* problemsOf(parameters: URLSearchParams): Generator<string> {
  const unknown = [...new Set(parameters.keys())].filter((name) => !PARAMETERS.includes(name));
  if (unknown.some((name) => !NAME.test(name)))
    yield 'has parameters that can not be read. Percent-encode special characters, a ? in the password too.';
  else if (unknown.length > 0)
    yield `has '${unknown.join(`', '`)}', which would be ignored. Leave it out; known are ${PARAMETERS.join(', ')}.`;
  for (const [name, values] of Object.entries(VALUES))
    if (!values.includes(parameters.get(name) ?? values[0] ?? ''))
      yield `has an unknown value of '${name}'. Write one of ${values.join(', ')}.`;
  if (!/^\d{1,5}$/.test(parameters.get('port') ?? '0')) yield `has a 'port' that is none.`;
  yield* protectionProblems(parameters);
}

/** What would protect less than it says. */
function* protectionProblems(parameters: URLSearchParams): Generator<string> {
  const mode = sslModeOf(parameters);
  const root = parameters.get('sslrootcert');
  if (parameters.has('ssl') && parameters.has('sslmode'))
    yield `has 'ssl' and 'sslmode'. Write 'sslmode' alone.`;
  if (root === '' || (root === null && mode === 'verify-ca'))
    yield `has no file as 'sslrootcert'. Name it.`;
  if (root === SYSTEM && mode !== 'verify-full')
    yield `has 'sslrootcert=${SYSTEM}'. Write sslmode=verify-full with it.`;
  if (parameters.get('channel_binding') === 'require' && mode !== 'verify-full')
    yield `has 'channel_binding=require', on which the driver does not insist. Write sslmode=verify-full with it.`;
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
  const [binding, application] = [said('channel_binding'), said('application_name')];
  return {
    ...(ssl !== undefined && { ssl }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number(port) }),
    ...(binding !== undefined && { enableChannelBinding: binding !== 'disable' }),
    ...(application !== undefined && { application_name: application }),
    // The driver's types spell it otherwise than the driver.
    ...(said('sslnegotiation') === 'direct' && { sslnegotiation: 'direct' }),
    options: said('options') ?? '',
  };
}

/** With the meaning that libpq gives to the modes. */
async function sslOptions(url: string): Promise<PoolConfig['ssl']> {
  const { parse } = await import('pg-connection-string');
  const { searchParams } = new URL(url);
  const asked = new URL('postgresql://host/name');
  const mode = sslModeOf(searchParams);
  if (mode !== undefined) asked.searchParams.set('sslmode', mode);
  for (const name of ['sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation']) {
    const value = searchParams.get(name);
    if (value !== null && value !== SYSTEM) asked.searchParams.set(name, value);
  }
  try {
    return parse(asked.href, { useLibpqCompat: true }).ssl as PoolConfig['ssl'];
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    if (path === undefined) throw cause;
    throw new ConfigurationError(
      [
        `The PostgreSQL URL names a certificate that can't be read: ${path} (${String(code)}). Check it.`,
      ],
      { cause },
    );
  }
}

function sslModeOf(parameters: URLSearchParams): string | undefined {
  const ssl = parameters.get('ssl');
  return parameters.get('sslmode') ?? (ssl === null ? undefined : (SSL.get(ssl) ?? ssl));
}
