import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import type { FieldDeclaration } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import { registeredMethods } from '../declare/method-options.js';
import { declaredColumns } from './automatic-fields.js';
import { accessProblems, authenticationProblems } from './authentication.check.js';
import {
  cacheModel,
  filteringModel,
  paginationModel,
  representationModel,
} from './collection-model.js';
import { type EndpointAccess, resolveAccess } from './endpoint-access.js';
import { endpointOptionProblems } from './endpoint-options.check.js';
import type {
  EndpointModel,
  FieldConstraints,
  FieldModel,
  Reference,
} from './endpoint-model.interface.js';
import { fieldDeclarationProblems, typeOfField } from './field-declaration.check.js';
import { referenceOf, type ReferenceTarget } from './reference.js';
import { columnNameOf, tableNameOf } from './table-name.js';

/** A model, or what keeps the declaration from being one. */
export type ModelOrProblems =
  | { readonly model: EndpointModel; readonly problems: readonly [] }
  | { readonly model: undefined; readonly problems: readonly string[] };

/**
 * The model of one declaration.
 *
 * @param resolve - what a `foreignKey: () => Author` refers to
 * @param authentication - the module's, which holds where the endpoint says nothing
 */
export function buildEndpointModel(
  declaration: EndpointDeclaration,
  resolve: ReferenceTarget,
  authentication?: AuthenticationOptions,
): ModelOrProblems {
  const declared = declaration.fields.filter(({ options }) => options.exclude !== true);
  const problems = [
    ...endpointOptionProblems(declaration),
    ...authenticationProblems(declaration),
    ...declaration.fields.flatMap((field) => fieldDeclarationProblems(declaration.name, field)),
  ];
  const references = declared.map((field) => referenceOf(declaration.name, field, resolve));
  problems.push(...references.flatMap(({ problem }) => problem ?? []));
  if (problems.length > 0) return { model: undefined, problems };
  const fields = declared.map((field, at) => fieldModel(field, references[at]?.reference));
  const access = resolveAccess(declaration.options, authentication);
  const unanswered = accessProblems(declaration.name, access);
  if (unanswered.length > 0) return { model: undefined, problems: unanswered };
  return { model: endpointModel(declaration, fields, access), problems: [] };
}

function endpointModel(
  { name, route, options }: EndpointDeclaration,
  fields: readonly FieldModel[],
  access: EndpointAccess,
): EndpointModel {
  const columns = declaredColumns(fields, options.primaryKey ?? 'integer');
  return Object.freeze({
    name,
    route: route.length > 1 ? route.replace(/\/$/, '') : route,
    table: options.table ?? tableNameOf(name),
    ...columns,
    methods: Object.freeze(registeredMethods(options)),
    access,
    throttle: options.throttle,
    cache: cacheModel(options.cache),
    filtering: filteringModel(options.filtering),
    pagination: paginationModel(options.pagination),
    representation: representationModel(options.serializer, columns.columns),
  });
}

function fieldModel(field: FieldDeclaration, reference: Reference | undefined): FieldModel {
  const { options } = field;
  return Object.freeze({
    name: field.name,
    column: columnNameOf(field.name),
    type: typeOfField(field) ?? 'string',
    constraints: Object.freeze(constraintsOf(options)),
    optional: options.optional ?? false,
    defaultValue: defaultOf(options),
    constantDefault: options.default !== undefined && typeof options.default !== 'function',
    unique: options.unique ?? false,
    index: options.index ?? false,
    reference,
    read: options.read,
    write: options.write,
  });
}

const CONSTRAINT_NAMES = [
  'minLength',
  'maxLength',
  'ge',
  'gt',
  'le',
  'lt',
  'precision',
  'scale',
  'values',
] as const satisfies (keyof FieldOptions & keyof FieldConstraints)[];

function constraintsOf(options: FieldOptions): FieldConstraints {
  const constraints: Record<string, unknown> = {};
  for (const name of CONSTRAINT_NAMES)
    if (options[name] !== undefined) constraints[name] = options[name];
  if (options.decimalPlaces !== undefined) constraints.scale = options.decimalPlaces;
  if (options.pattern !== undefined) constraints.pattern = new RegExp(options.pattern);
  return constraints;
}

function defaultOf({ default: given }: FieldOptions): (() => unknown) | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'function') return given as () => unknown;
  return () => given;
}
