import { codecOf } from '../column/codec-of.js';
import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import type { CreateInput } from '../declare/resource.types.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { buildEndpointModels } from '../model/endpoint-models.builder.js';
import { AllowAny } from '../guard/allow-any.permission.js';
import { type RowBody, RowFactory, type RowOptions } from './row.factory.js';

/**
 * Members that a test wants to be so: any values, as wrong ones have to be tried too.
 *
 * @publicApi
 */
export type RowOverrides<T> = object & {
  readonly [Name in keyof CreateInput<T>]?: unknown;
};

const factories = new WeakMap<EndpointClass, RowFactory>();

/**
 * A body that the endpoint accepts: every required member, made from what its field declares.
 *
 * @param overrides - members that are to be so; they are not checked
 * @throws TypeError for a reference that is not given, and where a rule leaves no value that can be
 * guessed
 * @throws {@link ConfigurationError} for a class that is no endpoint, or whose columns only its
 * database knows
 * @example
 * ```ts
 * rowOf(Book, { title: 'Emma' }); // { title: 'Emma', author: 'author 1' }
 * ```
 * @publicApi
 */
export function rowOf<T extends RestEndpoint>(
  endpoint: EndpointClass<T>,
  overrides: RowOverrides<T> = {},
  options: RowOptions = {},
): RowBody {
  return factoryOf(endpoint).row(overrides, options);
}

function factoryOf(endpoint: EndpointClass): RowFactory {
  const known = factories.get(endpoint);
  if (known) return known;
  const made = createFactory(endpoint);
  factories.set(endpoint, made);
  return made;
}

function createFactory(endpoint: EndpointClass): RowFactory {
  if (declarationOf(endpoint) === undefined)
    throw new ConfigurationError([`rowOf: ${endpoint.name} is not decorated with @Endpoint.`]);
  // Who may call says nothing of a row, and may come from the module.
  const { models, problems } = buildEndpointModels([endpoint], { permission: AllowAny });
  if (problems.length > 0) throw new ConfigurationError(problems);
  const model = models.get(endpoint);
  if (model === undefined)
    throw new ConfigurationError([
      `rowOf: only the database knows the columns of ${endpoint.name}. Use rowOf of a TestApi.`,
    ]);
  // What SQLite takes, PostgreSQL takes too.
  const codecs = model.columns.map((field) => codecOf(field, 'sqlite'));
  return new RowFactory({ endpoint, model, codecs });
}
