import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import {
  declarationOf,
  isEndpointClass,
  type EndpointClass,
  type EndpointDeclaration,
} from '../declare/endpoint.decorator.js';
import { buildEndpointModel } from './endpoint-model.builder.js';
import type { EndpointModel, FieldModel } from './endpoint-model.interface.js';
import { tableNameOf } from './table-name.js';

/** The models of an application's endpoints, as far as they can be made, and what is wrong. */
export interface EndpointModels {
  readonly models: ReadonlyMap<EndpointClass, EndpointModel>;
  readonly problems: readonly string[];
}

/**
 * The models of all endpoints of one application, checked one by one and against each other.
 *
 * @param authentication - what holds for endpoints that say nothing
 */
export function buildEndpointModels(
  endpoints: readonly EndpointClass[],
  authentication?: AuthenticationOptions,
): EndpointModels {
  const models = new Map<EndpointClass, EndpointModel>();
  const problems: string[] = [];
  for (const endpoint of endpoints) {
    const built = buildEndpointModel(declared(endpoint), tableOf, authentication);
    problems.push(...built.problems);
    if (built.model) models.set(endpoint, built.model);
  }
  const all = [...models.values()];
  problems.push(...sharedRoutes(all), ...sharedTables(all), ...referenceProblems(all));
  return { models, problems };
}

/** `@Endpoint` was found on the class before it got here. */
function declared(endpoint: EndpointClass): EndpointDeclaration {
  return declarationOf(endpoint) ?? { name: endpoint.name, route: '', options: {}, fields: [] };
}

function tableOf(target: unknown): string | undefined {
  if (!isEndpointClass(target)) return undefined;
  return declared(target).options.table ?? tableNameOf(target.name);
}

function sharedRoutes(models: readonly EndpointModel[]): string[] {
  return [...Map.groupBy(models, ({ route }) => route)]
    .filter(([, sharing]) => sharing.length > 1)
    .map(
      ([route, sharing]) => `${names(sharing)}: both are at '${route}'. Give each its own route.`,
    );
}

/** Two endpoints may show one table, as long as they agree on what is in it. */
function sharedTables(models: readonly EndpointModel[]): string[] {
  return [...Map.groupBy(models, ({ table }) => table)]
    .filter(([, sharing]) => sharing.length > 1)
    .flatMap(([table, sharing]) => disagreements(table, sharing));
}

function disagreements(table: string, sharing: readonly EndpointModel[]): string[] {
  const columns = Map.groupBy(
    sharing.flatMap((model) => model.columns.map((field) => ({ model, field }))),
    ({ field }) => field.column,
  );
  return [...columns]
    .filter(([, uses]) => new Set(uses.map(({ field }) => field.type)).size > 1)
    .map(([column, uses]) => {
      const said = uses.map(({ model, field }) => `${model.name}.${field.name} (${field.type})`);
      return `${said.join(', ')}: they share the column '${table}.${column}' and differ in its type. Declare it the same, or give one endpoint its own 'table'.`;
    });
}

function referenceProblems(models: readonly EndpointModel[]): string[] {
  return models.flatMap((model) =>
    model.columns.flatMap((field) => {
      const problem = referenceProblem(field, models);
      return problem === undefined ? [] : [`${model.name}.${field.name}: ${problem}`];
    }),
  );
}

/** What is wrong with a reference to another endpoint; a table of somebody else's is not judged. */
function referenceProblem(
  { type, reference }: FieldModel,
  models: readonly EndpointModel[],
): string | undefined {
  const target = models.find(({ table }) => table === reference?.table);
  if (reference === undefined || target === undefined) return undefined;
  const column = target.columns.find((candidate) => candidate.column === reference.column);
  const place = `'${reference.table}.${reference.column}'`;
  if (column === undefined) return `${place} does not exist; ${target.name} has no such column.`;
  if (!column.unique && !isWholeKey(column, target))
    return `${place} can't be referred to, as it is not unique. Declare it 'unique: true'.`;
  if (column.type !== type)
    return `it is ${type}, but ${place} is ${column.type}. Make them equal.`;
  return undefined;
}

function isWholeKey(column: FieldModel, { columns, key }: EndpointModel): boolean {
  return key.at.length === 1 && columns[key.at[0] ?? -1] === column;
}

function names(models: readonly EndpointModel[]): string {
  return models.map(({ name }) => name).join(' and ');
}
