import { type EndpointClass, markEndpoint } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { singularOf } from '../model/grammatical-number.js';
import { bareNameOf, tableNameOf } from '../model/table-name.js';
import type { ConfigField, DeclaredEndpoint } from './config.interface.js';
import { TYPE_NAMES } from './field.schema.js';

/**
 * The class that somebody would have written for an endpoint of a file, decorated as they would
 * have: from here on there is no difference.
 */
export function createEndpointClass(
  { route, fields = {}, reflect = false }: DeclaredEndpoint,
  { name, options }: { readonly name: string; readonly options: EndpointOptions },
): EndpointClass {
  const made = { [name]: class extends RestEndpoint {} }[name] as EndpointClass;
  // A class's name is its author's choice; this one was made of a route, which says what there are.
  const resource = singularOf(bareNameOf(name));
  for (const [field, declared] of Object.entries(fields))
    Field(fieldOptions(declared))(made.prototype as object, field);
  if (reflect !== false) {
    const mode = reflect === 'partial' ? reflect : true;
    markEndpoint(made, { route, options: { ...options, reflect: mode }, resource });
    return made;
  }
  const last = route.split('/').findLast((part) => part !== '') ?? '';
  const table = tableNameOf(last.replace(/\W+/g, '_'));
  markEndpoint(made, { route, options: { table, ...options }, resource });
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

function fieldOptions({ type, ...options }: ConfigField): FieldOptions {
  const known = type === undefined ? undefined : TYPE_NAMES[type];
  return { ...options, ...(known !== undefined && { type: known }) };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
