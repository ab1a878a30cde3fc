import { camelize, singularize, underscore } from 'inflection';

import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import { tableNameOf } from './table-name.js';

/**
 * The names that the table of a reflected endpoint may have, the likeliest first: the one that was
 * given, else what the class's name and the end of the route make one think of.
 */
export function tableCandidates({ name, route, options }: EndpointDeclaration): readonly string[] {
  if (options.table !== undefined) return [options.table];
  const last = route.split('/').findLast((part) => part !== '') ?? '';
  const said = last.replace(/\W+/g, '_');
  const tables = [tableNameOf(name), said, tableNameOf(said)];
  return [...new Set(tables.flatMap(spellings))];
}

/** `order_lines`, `order_line`, `OrderLines`, `OrderLine`. */
function spellings(table: string): string[] {
  const snake = underscore(table);
  return [table, snake, singularize(snake)].flatMap((one) => [one, camelize(one)]);
}
