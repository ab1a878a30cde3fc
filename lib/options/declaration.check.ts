import { columnProblems } from '../column/column-problems.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { guardProblems, guardWarnings } from '../guard/authentication-options.check.js';
import { authPathOf, loginRouteProblems } from '../guard/login-paths.js';
import { accessProblems, defaultAuthenticationProblems } from '../model/authentication.check.js';
import { buildEndpointModels, type EndpointModels } from '../model/endpoint-models.builder.js';
import type { Reflection } from '../model/reflection.interface.js';
import { openApiAccess, openApiOutline } from '../openapi/openapi-access.js';
import { openApiProblems } from '../openapi/openapi-options.check.js';
import { collectionProblems } from '../query/collection.check.js';
import { exposedNameProblems } from '../validate/exposed-names.check.js';
import type { LightApiOptions } from './light-api-options.interface.js';
import { optionProblems } from './options.check.js';

/** What is known besides the declarations. */
export interface CheckContext {
  /** Below which path there are routes to log in; `false`: none. @default what the options say */
  readonly authPath?: string | false;
  /** `undefined` before the database is open: of reflected endpoints less can be told. */
  readonly reflection?: Reflection;
}

/**
 * The models of an application's endpoints, and all that is wrong with their declarations.
 */
export function checkDeclarations(
  endpoints: readonly EndpointClass[],
  options: LightApiOptions,
  { authPath = authPathOf(options.auth) ?? false, reflection }: CheckContext = {},
): EndpointModels {
  const defaults = defaultAuthenticationProblems(options.authentication);
  const { models, outlines, fields, problems, warnings } = buildEndpointModels(
    endpoints,
    defaults.length > 0 ? undefined : options.authentication,
    reflection,
  );
  const all = [...models.values()];
  const documentAccess = accessOfDocument(options);
  const unsound = fields.flatMap(([name, field]) =>
    columnProblems(field).map((problem) => `${name}.${field.name}: ${problem}`),
  );
  const guarded = [...outlines, openApiOutline(documentAccess)];
  const guard = { ...options, authPath };
  const unguarded = guardProblems(guarded, guard);
  return {
    models,
    outlines,
    fields,
    warnings: [...warnings, ...(unguarded.length > 0 ? [] : guardWarnings(guarded, guard))],
    problems: [
      ...optionProblems(options),
      ...defaults,
      ...problems,
      ...unsound,
      ...[...models].flatMap(([endpoint, model]) => exposedNameProblems(endpoint, model)),
      ...all.flatMap(collectionProblems),
      ...openApiProblems(options.openapi),
      ...accessProblems('openapi', documentAccess),
      ...unguarded,
      ...loginRouteProblems(outlines, authPath),
    ],
  };
}

/** What is wrong with the options is told elsewhere. */
function accessOfDocument({ openapi, authentication }: LightApiOptions) {
  if (typeof openapi !== 'object' || openApiProblems(openapi).length > 0) return {};
  return openApiAccess(openapi, authentication);
}
