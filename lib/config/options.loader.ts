import type { LoginFunction } from '../guard/login-options.interface.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import type { CodeResolver } from './code.resolver.js';
import type { Config, ConfigAuthentication, ConfigTokens } from './config.interface.js';
import { loadAuthentication, loadMiddleware } from './meta.loader.js';

/** The options of the module that a file says, apart from its endpoints. */
export async function loadOptions(config: Config, code: CodeResolver): Promise<LightApiOptions> {
  const {
    database,
    databaseUrl = database?.url,
    corsOrigins,
    backgroundTimeout,
    defaults,
  } = config;
  const { schema, unknownMembers, maxResults, queryLimits, publicUrl, cursorSecret } = config;
  const { jwt, throttle, redis, databaseWait, replicas } = config;
  const middleware =
    config.middleware && (await loadMiddleware(config.middleware, ['middleware'], code));
  const authentication =
    defaults?.authentication &&
    (await loadAuthentication(defaults.authentication, ['defaults', 'authentication'], code));
  const auth = await loadLogin(config, code);
  const openapi = await loadOpenApi(config, code);
  return withoutUndefined({
    ...{ database: databaseUrl, schema, unknownMembers, maxResults, queryLimits },
    ...{ publicUrl, cursorSecret, jwt, throttle, redis, databaseWait, replicas },
    ...{ corsOrigins, middleware, backgroundTimeout, authentication, auth, openapi },
  });
}

async function loadOpenApi(
  { openapi }: Config,
  code: CodeResolver,
): Promise<LightApiOptions['openapi']> {
  if (typeof openapi !== 'object') return openapi;
  const { authentication, ...rest } = openapi;
  if (authentication === undefined) return rest;
  const place = ['openapi', 'authentication'];
  return { ...rest, authentication: await loadAuthentication(authentication, place, code) };
}

async function loadLogin(
  config: Config,
  code: CodeResolver,
): Promise<LightApiOptions['auth'] | undefined> {
  const { auth } = config;
  if (auth === undefined) return undefined;
  const path = ['auth', 'login_validator'];
  const loginValidator = await code.resolve(auth.loginValidator, 'code', path);
  if (loginValidator === undefined) return undefined;
  return { ...tokensOf(config), ...auth, loginValidator: loginValidator as LoginFunction };
}

/** What LightAPI says beside a backend holds for every login; `auth` says it once for all. */
function tokensOf({ defaults, endpoints }: Config): ConfigTokens {
  const said = [defaults?.authentication, ...endpoints.map(authenticationOf)];
  const first = <K extends keyof ConfigTokens>(name: K) =>
    said.map((one) => one?.[name]).find((value) => value !== undefined);
  return withoutUndefined({
    jwtExpiration: first('jwtExpiration'),
    jwtExtraClaims: first('jwtExtraClaims'),
    jwtAlgorithm: first('jwtAlgorithm'),
  });
}

function authenticationOf(endpoint: Config['endpoints'][number]): ConfigAuthentication | undefined {
  return endpoint && 'meta' in endpoint ? endpoint.meta.authentication : undefined;
}

function withoutUndefined<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> };
}
