import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { authPathOf } from '../guard/login-paths.js';
import { isOptions } from '../model/option-names.check.js';
import { shownValue } from '../model/shown-value.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';

/** What of the options is known when the module is made. */
export interface EarlyOptions {
  readonly orm: LightApiOptions['orm'];
  /** Where users log in; `undefined`: nobody does. */
  readonly authPath: string | undefined;
  /** There are routes that tell how the process is. */
  readonly health: boolean;
  /** There are routes that describe the API. */
  readonly openapi: OpenApiOptions | boolean;
  /** Routes of ours, by the option that asks for them. */
  readonly ownRoutes: Readonly<Record<'health' | 'openapi', readonly string[]>>;
}

/**
 * What a factory says of routes comes too late: they are made by then, or there are none.
 *
 * @throws {@link ConfigurationError} where it says so all the same, or returns no options
 */
export function checkFactory(options: LightApiOptions, early: EarlyOptions): void {
  const { authPath, health, openapi } = early;
  if (!isOptions(options))
    throw new ConfigurationError([
      `LightApiModule: the factory of forRootAsync returned ${shownValue(options)}. Return the options, e.g. { database: 'sqlite:app.db' }.`,
    ]);
  const problems: string[] = [];
  const { auth } = options;
  if (authPath !== undefined && auth === undefined)
    problems.push(
      `'authPath' is '${authPath}', and the factory of forRootAsync returns no 'auth'. Return { auth: { loginValidator } } too, or leave the path out.`,
    );
  if (auth?.authPath !== undefined && authPathOf(auth) !== authPath)
    problems.push(
      `'auth.authPath' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ authPath: '${auth.authPath}', … }).`,
    );
  if (options.health === true && !health)
    problems.push(
      `'health' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ health: true, … }).`,
    );
  if (options.openapi !== undefined && options.openapi !== openapi)
    problems.push(
      `'openapi' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ openapi: true, … }).`,
    );
  if (problems.length > 0)
    throw new ConfigurationError(problems.map((problem) => `LightApiModule: ${problem}`));
}

/** What such routes are. */
const OWN_ROUTES = {
  health: 'of the health of the process',
  openapi: 'of the document of the API',
} as const;

/**
 * Endpoints of the root have our own paths to themselves; those of features are known too late.
 *
 * @throws {@link ConfigurationError} for endpoints whose route is one of ours
 */
export function checkOwnRoutes(
  endpoints: readonly EndpointClass[],
  { ownRoutes }: EarlyOptions,
): void {
  const problems = endpoints.flatMap((endpoint) => {
    const route = declarationOf(endpoint)?.route ?? '';
    const options = Object.keys(OWN_ROUTES) as (keyof typeof OWN_ROUTES)[];
    return options
      .filter((option) => ownRoutes[option].includes(route))
      .map(
        (option) =>
          `${endpoint.name}: its route '${route}' is that ${OWN_ROUTES[option]}. Give it another, name the class in the endpoints of forRoot, or leave '${option}' out.`,
      );
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/**
 * Each module would make the same routes.
 *
 * @param endpoints - of all modules, one after the other
 * @throws {@link ConfigurationError} for endpoints that stand there more than once
 */
export function checkServedOnce(endpoints: readonly EndpointClass[]): void {
  const problems = [...Map.groupBy(endpoints, (endpoint) => endpoint)]
    .filter(([, all]) => all.length > 1)
    .map(
      ([endpoint, all]) =>
        `${endpoint.name} is served by ${all.length} modules of LightAPI. Name the class once, in forRoot or in forFeature; a forRoot without 'endpoints' serves every class, also those of features.`,
    );
  if (problems.length > 0) throw new ConfigurationError(problems);
}
