import { columnProblems } from './column/column-problems.js';
import type { EndpointClass } from './declare/endpoint.decorator.js';
import { guardProblems } from './guard/authentication-options.check.js';
import type { LightApiOptions } from './light-api-options.interface.js';
import { defaultAuthenticationProblems } from './model/authentication.check.js';
import { buildEndpointModels, type EndpointModels } from './model/endpoint-models.builder.js';
import { optionProblems } from './options.check.js';
import { collectionProblems } from './query/collection.check.js';

/**
 * The models of an application's endpoints, and all that is wrong with their declarations.
 *
 * @param hasLogin - there are routes at which users log in, if the options say how
 */
export function checkDeclarations(
  endpoints: readonly EndpointClass[],
  options: LightApiOptions,
  hasLogin = true,
): EndpointModels {
  const defaults = defaultAuthenticationProblems(options.authentication);
  const { models, problems } = buildEndpointModels(
    endpoints,
    defaults.length > 0 ? undefined : options.authentication,
  );
  const all = [...models.values()];
  const fields = all.flatMap(({ name, columns }) =>
    columns.flatMap((field) =>
      columnProblems(field).map((problem) => `${name}.${field.name}: ${problem}`),
    ),
  );
  return {
    models,
    problems: [
      ...optionProblems(options),
      ...defaults,
      ...problems,
      ...fields,
      ...all.flatMap(collectionProblems),
      ...guardProblems(all, { ...options, hasLogin }),
    ],
  };
}
