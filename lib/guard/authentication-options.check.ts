import type { Type } from '@nestjs/common';

import type { AuthenticationBackend } from '../declare/authentication-backend.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { EndpointAccess } from '../model/endpoint-access.js';
import type { EndpointOutline } from '../model/endpoint-model.interface.js';
import { rateLimitProblems } from '../model/rate-limits.check.js';
import { BasicAuthentication } from './basic-authentication.js';
import { corsProblems } from './cors-options.js';
import { JWTAuthentication } from './jwt-authentication.js';
import { hasJwtKey, type JwtKeys, readJwtKeys } from './jwt-keys.js';
import { jwtOptionProblems } from './jwt-options.check.js';
import type { JwtOptions } from './jwt-options.interface.js';
import { loginOptionProblems } from './login-options.check.js';
import type { LoginOptions } from './login-options.interface.js';

/** The module's options that say who may call. */
export interface GuardOptions {
  readonly jwt?: JwtOptions;
  readonly auth?: LoginOptions;
  readonly throttle?: RateLimits;
  readonly corsOrigins?: readonly string[];
  /** There are routes below it at which users log in, if `auth` says how. */
  readonly authPath: string | false;
}

/** What is wrong with the module's options, for endpoints as they are. */
export function guardProblems(models: readonly EndpointOutline[], options: GuardOptions): string[] {
  return [
    ...jwtProblems(models, options),
    ...validatorProblems(models, options),
    ...loginOptionProblems(options.auth),
    ...loginProblems(models, options),
    ...throttleProblems(options.throttle),
    ...corsProblems(options.corsOrigins),
  ].map((problem) => `LightApiModule: ${problem}`);
}

/** What of the module's options somebody may not have meant, where nothing is wrong with them. */
export function guardWarnings(
  models: readonly EndpointOutline[],
  { jwt, auth }: GuardOptions,
): string[] {
  const users = tokenUsers(models);
  if (users.length === 0 && !hasJwtKey(jwt)) return [];
  const { keys } = readJwtKeys(jwt ?? {}, auth?.jwtAlgorithm);
  if (keys === undefined) return [];
  const unsigned = users.length > 0 ? noTokensWarning(keys, models, auth) : undefined;
  return [weakSecretWarning(keys), unsigned].filter((warning) => warning !== undefined);
}

/** Whether some verb of some endpoint is authenticated by such a backend. */
export function usesBackend(
  access: readonly EndpointAccess[],
  backend: Type<AuthenticationBackend>,
): boolean {
  return backendsOf(access).some((used) => isA(used, backend));
}

function jwtProblems(models: readonly EndpointOutline[], { jwt, auth }: GuardOptions): string[] {
  const written = jwtOptionProblems(jwt);
  if (written.length > 0) return written;
  const users = tokenUsers(models);
  if (users.length === 0 && (!hasJwtKey(jwt) || jwt?.secret?.length === 0)) return [];
  const { problems } = readJwtKeys(jwt ?? {}, auth?.jwtAlgorithm);
  const why = users.length > 0 ? ` ${users.join(', ')} can be used with tokens only.` : '';
  return problems.map((problem) => problem + why);
}

/** The names of endpoints that ask for tokens. */
function tokenUsers(models: readonly EndpointOutline[]): string[] {
  return models
    .filter(({ access }) => usesBackend([access], JWTAuthentication))
    .map(({ name }) => name);
}

/** RFC 7518, section 3.2: a key of the size of the hash at least. */
function weakSecretWarning({ source, algorithms }: JwtKeys): string | undefined {
  const size = 'symmetricKeySize' in source ? source.symmetricKeySize : undefined;
  const [algorithm] = algorithms;
  const needed = Number(algorithm?.slice(2)) / 8;
  if (size === undefined || size >= needed) return undefined;
  return `The secret for tokens has ${size} bytes; ${algorithm ?? ''} needs ${needed} at least, or it can be guessed. Make one: node -p "crypto.randomBytes(${needed}).toString('base64')"`;
}

/** Only who has a secret can sign. */
function noTokensWarning(
  { source }: JwtKeys,
  models: readonly EndpointOutline[],
  auth: LoginOptions | undefined,
): string | undefined {
  if ('type' in source && source.type === 'secret') return undefined;
  if (auth?.loginValidator === undefined || usesBasic(models)) return undefined;
  return `'auth.loginValidator' lets users log in, and they get no token: 'jwt' has no 'secret' to sign one with. Give 'jwt.secret', or leave 'auth' out.`;
}

/** With `forRootAsync`, a validator may come where no route was made for it. */
function loginProblems(
  models: readonly EndpointOutline[],
  { auth, authPath }: GuardOptions,
): string[] {
  if (auth?.loginValidator === undefined || authPath !== false || usesBasic(models)) return [];
  return [
    `nobody asks 'auth.loginValidator', as there is no path to log in at. Give one beside the factory: forRootAsync({ authPath: '/auth', … }).`,
  ];
}

function usesBasic(models: readonly EndpointOutline[]): boolean {
  return usesBackend(
    models.map(({ access }) => access),
    BasicAuthentication,
  );
}

function validatorProblems(models: readonly EndpointOutline[], { auth }: GuardOptions): string[] {
  if (auth?.loginValidator !== undefined) return [];
  return models
    .filter(({ access }) => backendsOf([access]).some(asksTheValidator))
    .map(
      ({ name }) =>
        `${name} has BasicAuthentication, and there is nobody to ask whose a password is. Give 'auth.loginValidator', or override validateCredentials.`,
    );
}

function asksTheValidator(backend: Type<AuthenticationBackend>): boolean {
  const ownMethods = backend.prototype as Record<string, unknown>;
  const inherited = BasicAuthentication.prototype as unknown as Record<string, unknown>;
  return (
    isA(backend, BasicAuthentication) &&
    ownMethods.validateCredentials === inherited.validateCredentials
  );
}

function throttleProblems(limits: RateLimits | undefined): string[] {
  if (limits === undefined) return [];
  return rateLimitProblems(limits).map((problem) => `'throttle' ${problem}`);
}

function backendsOf(access: readonly EndpointAccess[]): Type<AuthenticationBackend>[] {
  return access.flatMap((verbs) => Object.values(verbs)).flatMap(({ backends }) => backends);
}

function isA(type: Type<unknown>, base: Type<unknown>): boolean {
  return type === base || type.prototype instanceof base;
}
