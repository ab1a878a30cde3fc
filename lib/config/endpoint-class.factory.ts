import { type EndpointClass, markEndpoint } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { singularOf } from '../model/grammatical-number.js';
import { bareNameOf } from '../model/table-name.js';
import type { ConfigField, DeclaredEndpoint } from './config.interface.js';
import { TYPE_NAMES } from './field.schema.js';
import { tableOf } from './seed-tables.js';

/** What is made of an endpoint besides its fields. */
interface ClassParts {
  readonly name: string;
  readonly options: EndpointOptions;
  /** The endpoints' tables by the names that LightAPI gives them. */
  readonly seedTables: ReadonlyMap<string, string>;
}

/**
 * The class that somebody would have written for an endpoint of a file, decorated as they would
 * have: from here on there is no difference.
 */
export function createEndpointClass(
  endpoint: DeclaredEndpoint,
  { name, options, seedTables }: ClassParts,
): EndpointClass {
  const { route, fields = {}, reflect = false } = endpoint;
  const made = { [name]: class extends RestEndpoint {} }[name] as EndpointClass;
  // A class's name is its author's choice; this one was made of a route, which says what there are.
  const resource = singularOf(bareNameOf(name));
  for (const [field, declared] of Object.entries(fields))
    Field(fieldOptions(declared, seedTables))(made.prototype as object, field);
  if (reflect !== false) {
    const mode = reflect === 'partial' ? reflect : true;
    markEndpoint(made, { route, options: { ...options, reflect: mode }, resource });
    return made;
  }
  markEndpoint(made, { route, options: { ...options, table: tableOf(endpoint) }, resource });
  return made;
}

/**
 * `ShopProductsEndpoint` of `/shop/products`.
 *
 * @param taken - names of other endpoints of the file: `/a-b` and `/a_b` would share one
 */
export function endpointClassName(route: string, taken: ReadonlySet<string>): string {
  const words = route.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const stem = words.map(capitalized).join('').replace(/^\d/, '_$&');
  let name = `${stem}Endpoint`;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}${number}Endpoint`;
  return name;
}

function fieldOptions(
  { type, foreignKey, ...options }: ConfigField,
  seedTables: ClassParts['seedTables'],
): FieldOptions {
  const known = type === undefined ? undefined : TYPE_NAMES[type];
  return {
    ...options,
    ...(known !== undefined && { type: known }),
    ...(foreignKey !== undefined && { foreignKey: reference(foreignKey, seedTables) }),
  };
}

/** `authors.id` of LightAPI's `authorsendpoints.id`. */
function reference(
  foreignKey: NonNullable<FieldOptions['foreignKey']>,
  seedTables: ClassParts['seedTables'],
): NonNullable<FieldOptions['foreignKey']> {
  if (typeof foreignKey !== 'string') return foreignKey;
  const [table = '', ...column] = foreignKey.split('.');
  return [seedTables.get(table) ?? table, ...column].join('.');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
