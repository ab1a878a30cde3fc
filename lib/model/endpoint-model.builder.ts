import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import { registeredMethods } from '../declare/method-options.js';
import { accessProblems, authenticationProblems } from './authentication.check.js';
import { declaredColumns } from './automatic-fields.js';
import {
  cacheModel,
  filteringModel,
  paginationModel,
  representationModel,
} from './collection-model.js';
import { declaredField } from './declared-field.js';
import { resolveAccess } from './endpoint-access.js';
import type { EndpointModel, EndpointOutline } from './endpoint-model.interface.js';
import { endpointOptionProblems, isReflected } from './endpoint-options.check.js';
import type { FieldModel } from './field-model.interface.js';
import { fieldDeclarationProblems, refinementProblems } from './field-declaration.check.js';
import { referenceOf, type ReferenceTarget } from './reference.js';
import {
  type DeclaredParts,
  type ReflectedModelParts,
  reflectEndpoint,
} from './reflected-endpoint.builder.js';
import type { Reflection } from './reflection.interface.js';
import { tableCandidates } from './table-candidates.js';
import { bareNameOf, tableNameOf } from './table-name.js';

/** As much of a model as can be made, and what keeps the declaration from being one. */
export interface BuiltModel {
  /** `undefined` where something is wrong with the declaration itself. */
  readonly outline: EndpointOutline | undefined;
  /** `undefined` where something is wrong, or where only a database could tell. */
  readonly model: EndpointModel | undefined;
  /** Fields of a declaration that is wrong elsewhere: they are judged all the same. */
  readonly fields?: readonly FieldModel[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What is known besides the declaration. */
export interface BuilderContext {
  /** What a `foreignKey: () => Author` refers to. */
  readonly resolve: ReferenceTarget;
  /** The module's, which holds where the endpoint says nothing. */
  readonly authentication?: AuthenticationOptions | undefined;
  /** `undefined` before the database is open: reflected endpoints have an outline only. */
  readonly reflection?: Reflection | undefined;
}

/** The model of one declaration. */
export function buildEndpointModel(
  declaration: EndpointDeclaration,
  { resolve, authentication, reflection }: BuilderContext,
): BuiltModel {
  const { name, fields, options } = declaration;
  const fieldProblems = isReflected(declaration) ? refinementProblems : fieldDeclarationProblems;
  const stored = fields.filter((field) => field.options.exclude !== true);
  const references = stored.map((field) => referenceOf(name, field, resolve));
  const problems = [
    ...endpointOptionProblems(declaration),
    ...authenticationProblems(declaration),
    ...fields.flatMap((field) => fieldProblems(name, field)),
    ...references.flatMap(({ problem }) => problem ?? []),
  ];
  if (problems.length > 0) {
    const sound = stored.filter((field) => fieldProblems(name, field).length === 0);
    const fields = isReflected(declaration)
      ? []
      : sound.map((field) => declaredField(field, undefined));
    return { ...failed(problems), fields };
  }
  const access = resolveAccess(options, authentication);
  const unanswered = accessProblems(name, access);
  if (unanswered.length > 0) return failed(unanswered);
  const named = new Map(stored.map((field, at) => [field.name, references[at]?.reference]));
  const parts = { declaration, references: named, access };
  return isReflected(declaration) ? reflected(parts, reflection) : declaredModel(parts);
}

function failed(problems: readonly string[]): BuiltModel {
  return { outline: undefined, model: undefined, problems, warnings: [] };
}

function declaredModel({ declaration, references, access }: DeclaredParts): BuiltModel {
  const { name, options } = declaration;
  const fields = declaration.fields
    .filter((field) => field.options.exclude !== true)
    .map((field) => declaredField(field, references.get(field.name)));
  const model = assembled(declaration, {
    ...declaredColumns(fields, options.primaryKey === 'uuid' ? 'uuid' : 'integer'),
    table: options.table ?? tableNameOf(name),
    methods: Object.freeze(registeredMethods(options)),
    access,
    reflection: undefined,
  });
  return { outline: model, model, problems: [], warnings: [] };
}

function reflected(declared: DeclaredParts, reflection: Reflection | undefined): BuiltModel {
  const { declaration, access } = declared;
  const { name, route, options } = declaration;
  const [table = ''] = tableCandidates(declaration);
  const methods = registeredMethods(options);
  const { throttle } = options;
  const outline = { name, route: bare(route), table, methods, access, throttle };
  if (reflection === undefined) return { outline, model: undefined, problems: [], warnings: [] };
  const { parts, problems, warnings } = reflectEndpoint(declared, reflection);
  if (parts === undefined || problems.length > 0)
    return { outline, model: undefined, problems, warnings };
  const model = assembled(declaration, parts);
  return { outline: model, model, problems: [], warnings };
}

function assembled(
  { name, resource = bareNameOf(name), route, options }: EndpointDeclaration,
  parts: ReflectedModelParts,
): EndpointModel {
  return Object.freeze({
    ...parts,
    name,
    resource,
    route: bare(route),
    throttle: options.throttle,
    cache: cacheModel(options.cache),
    filtering: filteringModel(options.filtering),
    pagination: paginationModel(options.pagination),
    representation: representationModel(options.serializer, parts.columns),
  });
}

/** Without a trailing slash. */
function bare(route: string): string {
  return route.length > 1 ? route.replace(/\/$/, '') : route;
}
