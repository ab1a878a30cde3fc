import { type EndpointClass, markEndpoint } from '../declare/endpoint.decorator.js';
import { Field } from '../declare/field.decorator.js';
import type { FieldOptions } from '../declare/field-options.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { tableNameOf } from '../model/table-name.js';
import type { ConfigField, DeclaredEndpoint } from './config.interface.js';
import { TYPE_NAMES } from './field.schema.js';

/**
 * The class that somebody would have written for an endpoint of a file, decorated as they would
 * have: from here on there is no difference.
 */
export function createEndpointClass(
  { route, fields }: DeclaredEndpoint,
  options: EndpointOptions,
): EndpointClass {
  const words = route.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = `${words.map(capitalized).join('')}Endpoint`;
  const made = { [name]: class extends RestEndpoint {} }[name] as EndpointClass;
  for (const [field, declared] of Object.entries(fields))
    Field(fieldOptions(declared))(made.prototype as object, field);
  const table = tableNameOf(route.split('/').findLast((part) => part !== '') ?? '');
  markEndpoint(made, route, { table, ...options });
  return made;
}

function fieldOptions({ type, ...options }: ConfigField): FieldOptions {
  const known = TYPE_NAMES[type];
  return { ...options, ...(known !== undefined && { type: known }) };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
