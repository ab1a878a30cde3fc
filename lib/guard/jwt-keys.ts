import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto';

import { JWT_ALGORITHMS, type JwtAlgorithm, type JwtOptions } from './jwt-options.interface.js';

/** What verifies signatures, and by which algorithms alone. */
export interface JwtKeys {
  /** A key, or where keys are published. */
  readonly source: KeyObject | URL;
  readonly algorithms: readonly JwtAlgorithm[];
  /** One of them: how tokens of our own are signed. */
  readonly signing: JwtAlgorithm | undefined;
}

/** Keys, or why there are none. */
export interface JwtKeysOrProblems {
  readonly keys?: JwtKeys;
  readonly problems: readonly string[];
}

const SOURCES = ['secret', 'publicKey', 'jwksUrl'] as const satisfies (keyof JwtOptions)[];

/** The algorithms of each kind of key, the default first. */
const FAMILIES: Readonly<Record<string, readonly JwtAlgorithm[]>> = {
  secret: ['HS256', 'HS384', 'HS512'],
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'rsa-pss': ['PS256', 'PS384', 'PS512'],
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
};

const REMOTE_DEFAULT = ['RS256', 'ES256'] as const;

/** Whether the options say by what tokens are verified, be it an empty text. */
export function hasJwtKey(options: JwtOptions | undefined): boolean {
  return SOURCES.some((name) => options?.[name] !== undefined);
}

/** @param signing - how tokens of our own are signed; they have to be accepted too */
export function readJwtKeys(options: JwtOptions, signing?: JwtAlgorithm): JwtKeysOrProblems {
  const given = SOURCES.filter((name) => options[name] !== undefined);
  if (given.length > 1)
    return problem(`has ${given.join(' and ')}. Give one of them, so that no key is mistaken.`);
  const { source, problems } = readSource(options);
  if (source === undefined) return { problems: problems ?? [] };
  const family = familyOf(source);
  if (family.length === 0) return problem(`has a 'publicKey' that no algorithm here can use.`);
  const algorithms = options.algorithms ?? [signing ?? defaultOf(source)].flat();
  const wrong = algorithmProblems(algorithms, family, signing);
  if (wrong.length > 0) return { problems: wrong };
  return { keys: { source, algorithms, signing: signing ?? algorithms[0] }, problems: [] };
}

function problem(text: string): JwtKeysOrProblems {
  return { problems: [`'jwt' ${text}`] };
}

interface SourceOrProblems {
  readonly source?: KeyObject | URL;
  readonly problems?: readonly string[];
}

function readSource({ secret, publicKey, jwksUrl }: JwtOptions): SourceOrProblems {
  if (jwksUrl !== undefined) return readUrl(jwksUrl);
  if (publicKey !== undefined) return readPublicKey(publicKey);
  if (secret === undefined || secret.length === 0)
    return problem(
      `has no key, or an empty one. Give 'secret' (at least 32 bytes; LightApi reads LIGHTAPI_JWT_SECRET), 'publicKey' or 'jwksUrl'.`,
    );
  return { source: createSecretKey(Buffer.from(secret)) };
}

function readUrl(jwksUrl: string | URL): SourceOrProblems {
  const url = URL.parse(String(jwksUrl));
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return { source: url };
  return problem(`has a 'jwksUrl' that is no http or https URL.`);
}

function readPublicKey(publicKey: string | KeyObject): SourceOrProblems {
  try {
    const key = publicKey instanceof KeyObject ? publicKey : createPublicKey(publicKey);
    if (key.type === 'public') return { source: key };
  } catch {
    // What OpenSSL says of it would not help, and might show a part of the key.
  }
  return problem(`has a 'publicKey' that is none. Give a PEM text or a public KeyObject.`);
}

function familyOf(source: KeyObject | URL): readonly JwtAlgorithm[] {
  if (source instanceof URL) return JWT_ALGORITHMS.filter((name) => !name.startsWith('HS'));
  if (source.type === 'secret') return FAMILIES.secret ?? [];
  const { asymmetricKeyType = '', asymmetricKeyDetails } = source;
  const kind = asymmetricKeyType === 'ec' ? asymmetricKeyDetails?.namedCurve : asymmetricKeyType;
  return FAMILIES[kind ?? ''] ?? [];
}

function defaultOf(source: KeyObject | URL): readonly JwtAlgorithm[] {
  return source instanceof URL ? REMOTE_DEFAULT : familyOf(source).slice(0, 1);
}

function algorithmProblems(
  algorithms: readonly string[],
  family: readonly string[],
  signing: JwtAlgorithm | undefined,
): string[] {
  const problems: string[] = [];
  const foreign = algorithms.filter((name) => !family.includes(name));
  if (foreign.length > 0 || algorithms.length === 0)
    problems.push(
      `'jwt' has 'algorithms' that its key is not for: ${foreign.join(', ') || 'none at all'}. Give some of ${family.join(', ')}.`,
    );
  if (signing !== undefined && !algorithms.includes(signing))
    problems.push(
      `'auth.jwtAlgorithm' is ${signing}, which 'jwt.algorithms' does not accept. Make them agree.`,
    );
  return problems;
}
