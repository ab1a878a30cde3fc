import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import {
  declarationOf,
  isEndpointClass,
  type EndpointClass,
  type EndpointDeclaration,
} from '../declare/endpoint.decorator.js';
import { decimalShape } from './decimal-shape.js';
import { buildEndpointModel } from './endpoint-model.builder.js';
import type { EndpointModel, EndpointOutline } from './endpoint-model.interface.js';
import type { FieldModel, Reference } from './field-model.interface.js';
import { isReflected } from './endpoint-options.check.js';
import type { Reflection } from './reflection.interface.js';
import { tableCandidates } from './table-candidates.js';
import { tableNameOf } from './table-name.js';

/** The models of an application's endpoints, as far as they can be made, and what is wrong. */
export interface EndpointModels {
  readonly models: ReadonlyMap<EndpointClass, EndpointModel>;
  /** Of all endpoints that are declared as they should be, also where a database has to be asked. */
  readonly outlines: readonly EndpointOutline[];
  /** Of the models, and of declarations that are wrong elsewhere: each with the name of its class. */
  readonly fields: readonly (readonly [endpoint: string, field: FieldModel])[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The models of all endpoints of one application, checked one by one and against each other.
 *
 * @param authentication - what holds for endpoints that say nothing
 * @param reflection - `undefined` before the database is open
 */
export function buildEndpointModels(
  endpoints: readonly EndpointClass[],
  authentication?: AuthenticationOptions,
  reflection?: Reflection,
): EndpointModels {
  const models = new Map<EndpointClass, EndpointModel>();
  const outlines: EndpointOutline[] = [];
  const fields: (readonly [string, FieldModel])[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  const resolve = (target: unknown) => keyOf(target, reflection);
  for (const endpoint of endpoints) {
    const built = buildEndpointModel(declared(endpoint), { resolve, authentication, reflection });
    problems.push(...built.problems);
    warnings.push(...built.warnings);
    for (const field of built.model?.columns ?? built.fields ?? [])
      fields.push([declared(endpoint).name, field]);
    if (built.outline) outlines.push(built.outline);
    if (built.model) models.set(endpoint, built.model);
  }
  const all = [...models.values()];
  problems.push(...sharedRoutes(outlines), ...sharedTables(all), ...referenceProblems(all));
  return { models, outlines, fields, problems, warnings };
}

/** The names of the tables that reflected endpoints may mean. */
export function reflectedNames(endpoints: readonly EndpointClass[]): string[] {
  return endpoints.map(declared).filter(isReflected).flatMap(tableCandidates);
}

/** `@Endpoint` was found on the class before it got here. */
function declared(endpoint: EndpointClass): EndpointDeclaration {
  return declarationOf(endpoint) ?? { name: endpoint.name, route: '', options: {}, fields: [] };
}

/** The key of an endpoint class, which a `foreignKey: () => Author` refers to. */
function keyOf(target: unknown, reflection: Reflection | undefined): Reference | undefined {
  if (!isEndpointClass(target)) return undefined;
  const declaration = declared(target);
  const table = declaration.options.table ?? tableNameOf(target.name);
  if (!isReflected(declaration)) return { table, column: 'id' };
  const found = tableCandidates(declaration)
    .map((name) => reflection?.tables.find(name))
    .find((one) => one !== undefined);
  if (found === undefined) return { table, column: 'id' };
  const { schema, name, primaryKey } = found;
  return { schema, table: name, column: primaryKey[0] ?? 'id' };
}

function sharedRoutes(models: readonly EndpointOutline[]): string[] {
  return [...Map.groupBy(models, ({ route }) => route)]
    .filter(([, sharing]) => sharing.length > 1)
    .map(
      ([route, sharing]) =>
        `${names(sharing)}: ${sharing.length > 2 ? 'all' : 'both'} are at '${route}'. Give each its own route.`,
    );
}

/** Two endpoints may show one table, as long as they agree on what is in it, or ask it. */
function sharedTables(models: readonly EndpointModel[]): string[] {
  const declaring = models.filter(({ reflection }) => reflection === undefined);
  return [...Map.groupBy(declaring, ({ table }) => table)]
    .filter(([, sharing]) => sharing.length > 1)
    .flatMap(([table, sharing]) => disagreements(table, sharing));
}

/** What the column of a field is, in words: the first to declare it would decide for the others. */
const ASPECTS: readonly (readonly [aspect: string, said: (field: FieldModel) => string])[] = [
  ['its type', ({ type }) => type],
  ['whether it is unique', ({ unique }) => (unique ? 'unique' : 'not unique')],
  [
    'its precision and scale',
    ({ type, constraints }) => {
      const { precision, scale } = decimalShape(constraints);
      return type === 'decimal' ? `${precision}, ${scale}` : '';
    },
  ],
];

function disagreements(table: string, sharing: readonly EndpointModel[]): string[] {
  const columns = Map.groupBy(
    sharing.flatMap((model) => model.columns.map((field) => ({ model, field }))),
    ({ field }) => field.column,
  );
  return [...columns].flatMap(([column, uses]) => {
    const differing = ASPECTS.find(
      ([, said]) => new Set(uses.map(({ field }) => said(field))).size > 1,
    );
    if (differing === undefined) return [];
    const [aspect, said] = differing;
    const all = uses.map(({ model, field }) => `${model.name}.${field.name} (${said(field)})`);
    return `${all.join(', ')}: they share the column '${table}.${column}' and differ in ${aspect}. Declare it the same, or give one endpoint its own 'table'.`;
  });
}

function referenceProblems(models: readonly EndpointModel[]): string[] {
  return models.flatMap((model) =>
    referringFields(model).flatMap((field) => {
      const problem = referenceProblem(field, models);
      return problem === undefined ? [] : [`${model.name}.${field.name}: ${problem}`];
    }),
  );
}

/** Those whose references are not the database's already. */
function referringFields({ columns, reflection }: EndpointModel): readonly FieldModel[] {
  return columns.filter((_field, at) => reflection?.additions.includes(at) ?? true);
}

/** What is wrong with a reference to another endpoint; a table of somebody else's is not judged. */
function referenceProblem(
  { type, reference }: FieldModel,
  models: readonly EndpointModel[],
): string | undefined {
  if (reference === undefined) return undefined;
  const target = models.find(({ table }) => table === reference.table);
  if (target === undefined) return undefined;
  const column = target.columns.find((candidate) => candidate.column === reference.column);
  const place = `'${reference.table}.${reference.column}'`;
  if (column === undefined) return `${place} does not exist; ${target.name} has no such column.`;
  if (!column.unique && !isWholeKey(column, target))
    return `${place} can't be referred to, as it is not unique. Declare it 'unique: true'.`;
  if (column.type !== type && target.reflection === undefined)
    return `it is ${type}, but ${place} is ${column.type}. Make them equal.`;
  return undefined;
}

function isWholeKey(column: FieldModel, { columns, key }: EndpointModel): boolean {
  return key.at.length === 1 && columns[key.at[0] ?? -1] === column;
}

function names(models: readonly EndpointOutline[]): string {
  return models.map(({ name }) => name).join(' and ');
}
